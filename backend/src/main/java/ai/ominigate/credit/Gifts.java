package ai.ominigate.credit;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.billing.Balances;
import ai.ominigate.billing.Credits;
import ai.ominigate.model.Usd;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftState;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives accounts credit. What one member gives in 24 hours without anybody's agreement stays below a limit, so that many small
 * gifts are not a way around it; whatever would exceed it waits for a second person. Blocks.
 */
@Singleton
final class Gifts implements ApprovableAction<Gifts.Wish> {
    static final Needs NEEDS = new Needs(Capability.VIEW_CREDIT, Capability.GIVE_CREDIT, Capability.APPROVE_CREDIT);
    static final Duration COUNTED_FOR = Duration.ofHours(24);

    private final CreditSettings settings;
    private final Credits credits;
    private final Balances balances;
    private final Accounts accounts;
    private final CreditLetters letters;
    private final AuditLog audit;
    private final InstantSource clock;

    Gifts(
            CreditSettings settings,
            Credits credits,
            Balances balances,
            Accounts accounts,
            CreditLetters letters,
            AuditLog audit,
            InstantSource clock) {
        this.settings = settings;
        this.credits = credits;
        this.balances = balances;
        this.accounts = accounts;
        this.letters = letters;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param key names it in the books for good */
    record Wish(UUID account, String key, GiveCredit gift) {}

    /** Gives it, or proposes it, as part of the transaction of this command. */
    CreditGift give(Connection transaction, Approvals approvals, GiveCredit gift, Actor.Member me, Command command)
            throws SQLException {
        Wish wish = new Wish(account(gift.account()), "staff:" + UuidV7.at(clock.instant()), gift);
        requirePossible(transaction, wish);
        long before =
                credits.movedAlone(transaction, me.member(), clock.instant().minus(COUNTED_FOR));
        if (gift.amount().nanos() <= settings.aloneNanos() - before) {
            done(transaction, wish, me, null, command.requestId());
            return answer(wish, CreditGiftState.GIVEN, null);
        }
        ApprovalDetails proposal = approvals.propose(
                transaction,
                this,
                wish,
                new Approvals.Wording(
                        "account:" + wish.account(), effect(wish), gift.reason().strip()),
                me,
                command.requestId());
        return answer(wish, CreditGiftState.PROPOSED, proposal.id());
    }

    private static CreditGift answer(Wish wish, CreditGiftState state, @Nullable String approval) {
        return new CreditGift(
                wish.account().toString(),
                wish.gift().amount(),
                state,
                wish.gift().expiresAt(),
                approval);
    }

    private static String effect(Wish wish) {
        Instant expiresAt = wish.gift().expiresAt();
        return "Gives account:" + wish.account() + " $" + dollars(wish.gift().amount()) + " of credit"
                + (expiresAt == null ? ", for good." : ", until " + expiresAt + ".");
    }

    static String dollars(Usd amount) {
        return amount.toString().replaceFirst("0{7}$", "");
    }

    private static UUID account(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw noSuchAccount();
        }
    }

    private static Refused noSuchAccount() {
        return new Refused(
                HttpStatus.UNPROCESSABLE_ENTITY, "unknown_account", "There is no account with this id that is in use.");
    }

    private void requirePossible(Connection transaction, Wish wish) throws SQLException {
        Account account = accounts.lock(transaction, wish.account());
        if (account == null || account.status() == Account.Status.CLOSED) {
            throw noSuchAccount();
        }
        Instant expiresAt = wish.gift().expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "expired",
                    "The field 'expiresAt' is over already, so nothing would be given.");
        }
    }

    private void done(Connection transaction, Wish wish, Actor actor, @Nullable Consent consent, String request)
            throws SQLException {
        GiveCredit gift = wish.gift();
        UUID alone = consent == null && actor instanceof Actor.Member member ? member.member() : null;
        credits.give(
                transaction,
                wish.account(),
                gift.amount().nanos(),
                wish.key(),
                new Credits.Gift(
                        gift.reason().strip(),
                        gift.cause(),
                        alone,
                        consent == null ? null : consent.proposal(),
                        Objects.requireNonNullElse(gift.priority(), GiveCredit.FIRST),
                        gift.expiresAt()));
        letters.given(transaction, wish.account(), gift.amount().nanos(), gift.cause(), gift.expiresAt());
        Map<String, String> details = new TreeMap<>(Map.of(
                "amount",
                gift.amount().toString(),
                "cause",
                gift.cause().name(),
                "reason",
                gift.reason().strip()));
        if (gift.expiresAt() != null) {
            details.put("expiresAt", gift.expiresAt().toString());
        }
        if (consent != null) {
            details.put("proposal", consent.proposal().toString());
        }
        audit.append(
                transaction,
                new Act(actor, "credit.give", Act.Outcome.DONE, "account:" + wish.account(), null, request, details));
    }

    @Override
    public String kind() {
        return "credit.give";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return NEEDS;
    }

    @Override
    public Duration validFor() {
        return Duration.ofDays(7);
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        BalanceDetails now = balances.of(connection, wish.account()).details();
        return List.of(
                ProposedChange.of(
                        "balance",
                        now.available(),
                        new Usd(now.available().nanos() + wish.gift().amount().nanos())),
                ProposedChange.of("expires", null, wish.gift().expiresAt()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        requirePossible(transaction, wish);
        done(transaction, wish, consent.approver(), consent, consent.request());
    }
}
