package ai.ominigate.credit;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.billing.GivenCredit;
import ai.ominigate.model.Usd;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.billing.CreditTakenBack;
import ai.ominigate.model.billing.TakeBackCredit;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes back credit that was given by mistake, as far as it is unspent. It counts against the same limit as giving. Blocks.
 */
@Singleton
final class TakeBacks implements ApprovableAction<TakeBacks.Wish> {
    private static final long NANOS_PER_CENT = 10_000_000;

    private final CreditSettings settings;
    private final Credits credits;
    private final Balances balances;
    private final GivenCredit given;
    private final Accounts accounts;
    private final CreditLetters letters;
    private final AuditLog audit;
    private final InstantSource clock;

    TakeBacks(
            CreditSettings settings,
            Credits credits,
            Balances balances,
            GivenCredit given,
            Accounts accounts,
            CreditLetters letters,
            AuditLog audit,
            InstantSource clock) {
        this.settings = settings;
        this.credits = credits;
        this.balances = balances;
        this.given = given;
        this.accounts = accounts;
        this.letters = letters;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param key names it in the books for good */
    record Wish(UUID lot, UUID account, String key, TakeBackCredit back) {}

    /** Takes it back, or proposes to, as part of the transaction of this command. */
    CreditTakenBack takeBack(
            Connection transaction,
            Approvals approvals,
            UUID lot,
            TakeBackCredit back,
            Actor.Member me,
            Command command)
            throws SQLException {
        GivenCredit.Gift gift = gift(transaction, lot);
        Wish wish = new Wish(lot, gift.account(), "staff:" + UuidV7.at(clock.instant()), back);
        long nanos = possible(transaction, gift, back.amount());
        long before =
                credits.movedAlone(transaction, me.member(), clock.instant().minus(Gifts.COUNTED_FOR));
        if (nanos <= settings.aloneNanos() - before) {
            done(transaction, gift, wish, nanos, me, null, command.requestId());
            return answer(gift, nanos, null);
        }
        ApprovalDetails proposal = approvals.propose(
                transaction,
                this,
                wish,
                new Approvals.Wording(
                        "account:" + gift.account(),
                        effect(gift, back.amount(), nanos),
                        back.reason().strip()),
                me,
                command.requestId());
        return answer(gift, nanos, proposal.id());
    }

    private static CreditTakenBack answer(GivenCredit.Gift gift, long nanos, @Nullable String approval) {
        return new CreditTakenBack(
                gift.account().toString(), gift.lot().toString(), new Usd(nanos), approval == null, approval);
    }

    private static String effect(GivenCredit.Gift gift, @Nullable Usd amount, long nanos) {
        return "Takes back $" + Gifts.dollars(new Usd(nanos)) + " of credit that account:" + gift.account()
                + " was given" + (amount == null ? ", or what is unspent of it then." : ".");
    }

    private GivenCredit.Gift gift(Connection transaction, UUID lot) throws SQLException {
        GivenCredit.Gift gift = given.find(transaction, lot);
        if (gift == null) {
            throw Refused.notFound("There is no such credit that was given. What was paid is paid back by a refund.");
        }
        Account account = accounts.lock(transaction, gift.account());
        if (account == null || account.status() == Account.Status.CLOSED) {
            throw new Refused(HttpStatus.CONFLICT, "account_closed", "This account is closed, and its credit with it.");
        }
        return gift;
    }

    /** How much it is; null of somebody's wish is all that is there. */
    private long possible(Connection transaction, GivenCredit.Gift gift, @Nullable Usd amount) throws SQLException {
        long unspent = given.unspent(transaction, gift);
        long nanos = amount == null ? unspent : amount.nanos();
        if (unspent == 0 || nanos > unspent) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "not_unspent",
                    "Not so much of this credit is unspent: $%s can be taken back. What is set aside for calls under way is"
                                    .formatted(Gifts.dollars(new Usd(unspent)))
                            + " not; try again when they are over.");
        }
        return nanos;
    }

    private void done(
            Connection transaction,
            GivenCredit.Gift gift,
            Wish wish,
            long nanos,
            Actor actor,
            @Nullable Consent consent,
            String request)
            throws SQLException {
        UUID alone = consent == null && actor instanceof Actor.Member member ? member.member() : null;
        String reason = wish.back().reason().strip();
        GivenCredit.Why why = new GivenCredit.Why(reason, alone, consent == null ? null : consent.proposal());
        if (!given.takeBack(transaction, gift, nanos, wish.key(), why)) {
            throw new IllegalStateException("what was unspent of " + gift + " was held, and is not there");
        }
        if (nanos >= NANOS_PER_CENT) {
            letters.takenBack(transaction, gift.account(), nanos);
        }
        Map<String, String> details = new TreeMap<>(
                Map.of("amount", new Usd(nanos).toString(), "lot", gift.lot().toString(), "reason", reason));
        if (consent != null) {
            details.put("proposal", consent.proposal().toString());
        }
        audit.append(
                transaction,
                new Act(
                        actor,
                        "credit.take-back",
                        Act.Outcome.DONE,
                        "account:" + gift.account(),
                        null,
                        request,
                        details));
    }

    @Override
    public String kind() {
        return "credit.take-back";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return Gifts.NEEDS;
    }

    @Override
    public Duration validFor() {
        return Duration.ofDays(7);
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        BalanceDetails now = balances.of(connection, wish.account()).details();
        Usd back = wish.back().amount();
        return List.of(ProposedChange.of(
                "balance",
                now.available(),
                back == null ? null : new Usd(now.available().nanos() - back.nanos())));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        GivenCredit.Gift gift = gift(transaction, wish.lot());
        long nanos = possible(transaction, gift, wish.back().amount());
        done(transaction, gift, wish, nanos, consent.approver(), consent, consent.request());
    }
}
