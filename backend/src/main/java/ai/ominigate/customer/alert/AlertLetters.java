package ai.ominigate.customer.alert;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.own.AlertKind;
import ai.ominigate.platform.PublicAddress;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes to those members who may see the money, to each in their language. */
@Singleton
final class AlertLetters {
    private static final int NANO_PLACES = 9;
    private static final int CENT_PLACES = 2;
    private static final String PAGE = "/alerts";

    private final Members members;
    private final Outbox outbox;
    private final PublicAddress address;

    AlertLetters(Members members, Outbox outbox, PublicAddress address) {
        this.members = members;
        this.outbox = outbox;
        this.address = address;
    }

    void balanceLow(Connection transaction, Alert alert, long balance) throws SQLException {
        for (Member reader : readers(transaction, alert)) {
            leave(transaction, Template.BALANCE_LOW, reader, alert, Map.of("balance", dollars(balance)));
        }
    }

    void spent(Connection transaction, Alert alert, Period period, long spent, ZoneId zone) throws SQLException {
        for (Member reader : readers(transaction, alert)) {
            boolean month = alert.kind() == AlertKind.MONTHLY_SPEND;
            leave(
                    transaction,
                    month ? Template.MONTH_SPENT : Template.DAY_SPENT,
                    reader,
                    alert,
                    Map.of(
                            "spent",
                            dollars(spent),
                            month ? "month" : "day",
                            month ? month(period.first(), reader.language()) : day(period.first(), reader.language()),
                            "zone",
                            zone.getId().equals("Z") ? "UTC" : zone.getId()));
        }
    }

    private Iterable<Member> readers(Connection transaction, Alert alert) throws SQLException {
        return members.of(transaction, alert.account()).stream()
                .filter(member -> Permission.SEE_BILLING.roles().contains(member.role()))
                .toList();
    }

    private void leave(
            Connection transaction, Template template, Member reader, Alert alert, Map<String, String> values)
            throws SQLException {
        Map<String, String> all = new HashMap<>(values);
        all.put("threshold", dollars(alert.threshold()));
        all.put("link", address.of(PAGE));
        outbox.leave(transaction, new Letter(template, reader.email(), reader.about(), reader.language(), all));
    }

    /** With every place that counts, and two at least; without a sign for dollars, which the letters have. */
    private static String dollars(long nanos) {
        BigDecimal amount = BigDecimal.valueOf(nanos, NANO_PLACES).stripTrailingZeros();
        return (amount.scale() < CENT_PLACES ? amount.setScale(CENT_PLACES, RoundingMode.UNNECESSARY) : amount)
                .toPlainString();
    }

    private static String day(LocalDate day, Locale language) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(language)
                .format(day);
    }

    private static String month(LocalDate first, Locale language) {
        String pattern = language.getLanguage().equals("zh") ? "y年M月" : "MMMM y";
        return DateTimeFormatter.ofPattern(pattern, language).format(first);
    }
}
