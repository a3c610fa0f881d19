package ai.ominigate.wallet;

import ai.ominigate.billing.Balances;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.metering.report.Statement;
import ai.ominigate.metering.report.UsageTotals;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.own.MovementKind;
import ai.ominigate.model.own.OwnCredit;
import ai.ominigate.model.own.OwnMovement;
import ai.ominigate.model.own.OwnStatement;
import ai.ominigate.model.own.StatementLine;
import ai.ominigate.model.own.StatementMonth;
import ai.ominigate.model.own.UsedTokens;
import ai.ominigate.rest.Cursor;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.wallet.Books.Place;
import ai.ominigate.wallet.Books.Placed;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What moved an account's balance, and its statements. Days and months are its owner's, unless a time zone is named. */
@Controller("/api/v1/billing")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.SEE_BILLING)
final class OwnBillingController {
    private final Books books;
    private final Payments payments;

    OwnBillingController(Books books, Payments payments) {
        this.books = books;
        this.payments = payments;
    }

    /**
     * Everything that moved the balance, with what there was then, the latest first.
     *
     * @param month as {@code 2026-11}; all months if absent
     */
    @Get("/movements")
    Page<OwnMovement> movements(
            PageRequest page,
            @QueryValue @Nullable String month,
            @QueryValue @Nullable MovementKind kind,
            @QueryValue @Nullable String timeZone,
            Requester me)
            throws SQLException {
        Cursor after = page.after();
        List<Placed> lines = books.lines(
                me.account(),
                zone(timeZone, me),
                month == null ? null : month(month),
                kind,
                after == null ? null : new Place(month(after.text(0)), (int) after.number(1)),
                page.rows());
        Map<String, UUID> named = named(me, lines.stream().map(Placed::line).toList());
        return page.of(
                lines,
                placed -> movement(placed.line(), named),
                placed -> List.of(placed.place().month(), placed.place().line()));
    }

    /** What the balance is made of, in the order in which it is spent, and what of it expires when. */
    @Get("/credits")
    Page<OwnCredit> credits(Requester me) throws SQLException {
        return new Page<>(
                books.parts(me.account()).stream()
                        .map(OwnBillingController::credit)
                        .toList(),
                null);
    }

    private static OwnCredit credit(Balances.Part part) {
        return new OwnCredit(part.paid(), new Usd(part.left()), part.expiresAt());
    }

    /** The months that there are statements of, the latest first. */
    @Get("/statements")
    Page<StatementMonth> statements(@QueryValue @Nullable String timeZone, Requester me) throws SQLException {
        List<YearMonth> months = books.months(me.account(), zone(timeZone, me));
        return new Page<>(
                months.stream()
                        .map(month -> new StatementMonth(month.toString(), month.isBefore(months.getFirst())))
                        .toList(),
                null);
    }

    /** The statement of a month, as {@code 2026-11}. */
    @Get("/statements/{month}")
    OwnStatement statement(@PathVariable String month, @QueryValue @Nullable String timeZone, Requester me)
            throws SQLException {
        AccountStatement statement = find(month, timeZone, me);
        Month moved = statement.books();
        Map<String, UUID> named = named(me, moved.lines());
        return new OwnStatement(
                moved.month().toString(),
                StatementWords.zone(moved.zone()),
                statement.finished(),
                statement.madeAt(),
                new Usd(moved.opening()),
                new Usd(moved.closing()),
                new Usd(statement.usage().total().costNanos()),
                moved.lines().stream().map(line -> movement(line, named)).toList(),
                statement.usage().lines().stream()
                        .map(line -> used(statement, line))
                        .toList());
    }

    /**
     * The same as a file for spreadsheets.
     *
     * @param language {@code en} or {@code zh-CN}; absent for English, or one's own
     */
    @Get("/statements/{month}/csv")
    @Produces("text/csv")
    HttpResponse<byte[]> csv(
            @PathVariable String month,
            @QueryValue @Nullable String timeZone,
            @QueryValue @Nullable String language,
            Requester me)
            throws SQLException {
        return StatementFile.CSV.of(find(month, timeZone, me), language(language, me));
    }

    /**
     * The same to print or to keep.
     *
     * @param language {@code en} or {@code zh-CN}; absent for English, or one's own
     */
    @Get("/statements/{month}/pdf")
    @Produces("application/pdf")
    HttpResponse<byte[]> pdf(
            @PathVariable String month,
            @QueryValue @Nullable String timeZone,
            @QueryValue @Nullable String language,
            Requester me)
            throws SQLException {
        return StatementFile.PDF.of(find(month, timeZone, me), language(language, me));
    }

    private AccountStatement find(String month, @Nullable String timeZone, Requester me) throws SQLException {
        AccountStatement found = books.statement(me.account(), month(month), zone(timeZone, me));
        if (found == null) {
            throw Refused.notFound(
                    "There is no statement of this month: it has not begun, or your account was not there.");
        }
        return found;
    }

    private Map<String, UUID> named(Requester me, List<Line> lines) throws SQLException {
        return payments.named(
                me.account(),
                lines.stream().map(Line::payment).filter(Objects::nonNull).collect(Collectors.toSet()));
    }

    private ZoneId zone(@Nullable String name, Requester me) throws SQLException {
        if (name == null) {
            return books.zone(me.account());
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Refused.invalid("The parameter 'timeZone' is a name of the IANA database, such as Europe/Zurich.");
        }
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw Refused.invalid("A month is written as 2026-11.");
        }
    }

    private static Locale language(@Nullable String tag, Requester me) {
        if (tag != null) {
            if (!tag.equals("en") && !tag.equals("zh-CN")) {
                throw Refused.invalid("The parameter 'language' is en or zh-CN.");
            }
            return Locale.forLanguageTag(tag);
        }
        return me instanceof Requester.SignedIn person ? person.member().language() : Locale.ENGLISH;
    }

    private static OwnMovement movement(Line line, Map<String, UUID> named) {
        UUID payment = line.payment() == null ? null : named.get(line.payment());
        return new OwnMovement(
                line.kind(),
                line.since(),
                line.at(),
                new Usd(line.nanos()),
                new Usd(line.after()),
                line.since() == null ? null : line.calls(),
                payment == null ? null : payment.toString(),
                line.cause());
    }

    private static StatementLine used(AccountStatement statement, Statement.Line line) {
        UsageTotals totals = line.totals();
        return new StatementLine(
                line.model(),
                line.key().toString(),
                statement.keyName(line.key()),
                totals.calls(),
                new UsedTokens(
                        totals.input(),
                        totals.cacheRead(),
                        totals.cacheWrite(),
                        totals.output(),
                        totals.reasoning(),
                        totals.audio()),
                new Usd(totals.costNanos()));
    }
}
