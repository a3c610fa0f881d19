package ai.ominigate.privacy.own;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.SecondFactors;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.model.own.OwnAccount;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.payment.AutomaticTopUps;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.request.OwnRequests;
import ai.ominigate.privacy.request.OwnRequests.Own;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Giving an account up. Its keys are revoked, everybody is signed out, it is topped up by itself no more, and a request to
 * delete it is opened, all in one transaction. For some days its owner can sign in and take that back; keys do not come
 * back. Blocks.
 */
@Singleton
public final class Closings {
    private final DataSource dataSource;
    private final Accounts accounts;
    private final Members members;
    private final SecondFactors factors;
    private final Sessions sessions;
    private final OwnRequests requests;
    private final AutomaticTopUps automatic;
    private final Outbox outbox;
    private final PublicAddress address;

    @SuppressWarnings("TooManyParameters") // whatever an account hangs on
    Closings(
            DataSource dataSource,
            Accounts accounts,
            Members members,
            SecondFactors factors,
            Sessions sessions,
            OwnRequests requests,
            AutomaticTopUps automatic,
            Outbox outbox,
            PublicAddress address) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.members = members;
        this.factors = factors;
        this.sessions = sessions;
        this.requests = requests;
        this.automatic = automatic;
        this.outbox = outbox;
        this.address = address;
    }

    /** The account, and whether it is being closed. */
    public OwnAccount of(UUID account) throws SQLException {
        return details(account, accounts.closingSince(account));
    }

    private static OwnAccount details(UUID account, @Nullable Instant since) {
        return new OwnAccount(
                account.toString(), since, since == null ? null : since.plus(Accounts.CLOSING_CAN_BE_TAKEN_BACK_FOR));
    }

    /**
     * Gives the account up. Again is the same as once.
     *
     * @throws Refused if password or code are wrong
     */
    public OwnAccount close(Member me, String password, String code) throws SQLException {
        Member owner = factors.requireAnew(me.id(), password, code);
        return Transaction.run(dataSource, transaction -> {
            Instant since = accounts.beginClosing(transaction, owner.account());
            if (since == null) {
                throw Refused.notFound("There is no such account any more.");
            }
            automatic.stop(transaction, owner.account());
            askForDeletion(transaction, owner);
            OwnAccount closing = details(owner.account(), since);
            write(transaction, owner.account(), since.plus(Accounts.CLOSING_CAN_BE_TAKEN_BACK_FOR));
            sessions.endAllOf(transaction, owner.account());
            return closing;
        });
    }

    private void askForDeletion(Connection transaction, Member owner) throws SQLException {
        boolean asked = requests.of(transaction, OwnPrivacy.asker(owner)).stream()
                .anyMatch(own -> own.type() == RequestType.DELETION && own.endedAt() == null);
        if (!asked) {
            requests.ask(transaction, OwnPrivacy.asker(owner), RequestType.DELETION, "");
        }
    }

    private void write(Connection transaction, UUID account, Instant until) throws SQLException {
        for (Member member : members.of(transaction, account)) {
            boolean owns = member.role() == MemberRole.OWNER;
            outbox.leave(
                    transaction,
                    new Letter(
                            owns ? Template.ACCOUNT_CLOSING : Template.ACCOUNT_CLOSING_TOLD,
                            member.email(),
                            member.about(),
                            member.language(),
                            owns
                                    ? Map.of("until", moment(until, member), "link", address.of("/settings/close"))
                                    : Map.of("until", moment(until, member))));
        }
    }

    private static String moment(Instant moment, Member reader) {
        boolean utc = reader.zone().equals(ZoneOffset.UTC);
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(reader.language())
                        .format(moment.atZone(reader.zone()))
                + " " + (utc ? "UTC" : reader.zone().getId());
    }

    /**
     * Keeps the account after all, and calls its deletion off. Keys that were revoked stay so.
     *
     * @throws Refused if it is not being closed, or its deletion has begun
     */
    public OwnAccount takeBack(Member owner) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            List<Own> open = requests.of(transaction, OwnPrivacy.asker(owner)).stream()
                    .filter(own -> own.type() == RequestType.DELETION && own.endedAt() == null)
                    .toList();
            for (Own deletion : open) {
                requests.callOff(transaction, OwnPrivacy.asker(owner), deletion.id());
            }
            if (!accounts.endClosing(transaction, owner.account())) {
                throw Refused.notFound("Your account is not being closed.");
            }
            return details(owner.account(), null);
        });
    }
}
