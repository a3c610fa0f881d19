package ai.ominigate.privacy.erasure;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.payment.UnsettledPayments;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.Fulfilment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Forgets people who ask for it (GDPR, article 17). */
@Singleton
final class ErasureFulfilment implements Fulfilment {
    /**
     * Whoever has not signed in anew gets time to notice that it was somebody else: who reads the account's mail, or whom two of
     * us took for its owner.
     */
    private static final Duration TIME_TO_CALL_OFF = Duration.ofHours(72);

    /**
     * What the same person has asked for and shown to be theirs; a link that nobody has used stands in the way as long as it
     * holds. What nobody has shown to be theirs holds nothing up.
     */
    private static final String COPY_UNDER_WAY = """
            SELECT FROM privacy.request r
            WHERE r.id <> ? AND coalesce(r.member, r.account) = ?
                AND r.type IN ('ACCESS', 'PORTABILITY') AND r.identity <> 'L0'
                AND (r.open OR EXISTS (
                    SELECT FROM privacy.package p
                    WHERE p.request = r.id AND p.gone_at IS NULL AND p.revoked_at IS NULL AND p.downloads = 0
                        AND p.expires_at > clock_timestamp()))
            """;

    private final Plan plan;
    private final Eraser eraser;
    private final UnsettledPayments payments;
    private final MemberEraser members;

    ErasureFulfilment(Plan plan, Eraser eraser, UnsettledPayments payments, MemberEraser members) {
        this.plan = plan;
        this.eraser = eraser;
        this.payments = payments;
        this.members = members;
    }

    @Override
    public Set<RequestType> types() {
        return Set.of(RequestType.DELETION);
    }

    @Override
    public List<PlannedLeg> legs(Connection transaction, Assignment assignment) {
        return assignment.member() == null ? plan.legs() : Plan.ofMember();
    }

    @Override
    public LegOutcome perform(Assignment assignment, String leg) throws SQLException, IOException {
        UUID account = assignment.account();
        if (assignment.member() != null) {
            return members.perform(assignment.member(), assignment, leg);
        }
        return account == null
                ? new LegOutcome.NotApplicable("We have no account of this person, and so nothing to forget.")
                : eraser.perform(new Eraser.Errand(account, assignment), leg);
    }

    @Override
    public Duration coolingOff(Assignment assignment) {
        boolean theirs = assignment.account() != null || assignment.member() != null;
        return theirs && assignment.identity() != IdentityLevel.L2 ? TIME_TO_CALL_OFF : Duration.ZERO;
    }

    @Override
    public List<Blocker> blockers(Connection connection, Assignment assignment) throws SQLException {
        UUID account = assignment.account();
        List<Blocker> blockers = new ArrayList<>();
        if (assignment.member() != null && members.isHeld(connection, assignment.member())) {
            blockers.add(legalHold());
        }
        UUID whose = assignment.member() == null ? account : assignment.member();
        if (whose != null && isThere(connection, COPY_UNDER_WAY, assignment.request(), whose)) {
            blockers.add(new Blocker(
                    "copy_first",
                    "A copy of the same data was asked for and is not handed over yet, or its link was not used. Finish that"
                            + " request first: nothing can be copied after this one. Revoke the package if it is not wanted.",
                    Capability.PREPARE_REQUESTS));
        }
        if (account == null) {
            return blockers;
        }
        if (isThere(connection, """
                SELECT FROM billing.ledger_balance b JOIN billing.ledger_account a ON a.id = b.account_id
                WHERE a.account = ? AND b.balance <> 0
                """, account) && !isCleared(connection, assignment.request(), "open_balance")) {
            blockers.add(new Blocker(
                    "open_balance",
                    "The account still has a balance. Pay it back, or say why it is not paid back.",
                    Capability.CLEAR_DELETION_OF_MONEY));
        }
        if (payments.areUnderWay(connection, account)) {
            blockers.add(new Blocker(
                    "payment_under_way",
                    "A payment or a refund of the account is under way at Stripe. Wait until it is over, which takes hours, for"
                            + " some refunds days.",
                    Capability.CLEAR_DELETION_OF_MONEY));
        }
        if (payments.areDisputed(connection, account)) {
            blockers.add(new Blocker(
                    "open_dispute",
                    "The bank has not decided a dispute about a payment of the account. What is needed for it is kept until"
                            + " then (GDPR, article 17(3)(e)): close it in Stripe's dashboard or wait, and extend the request.",
                    Capability.CLEAR_DELETION_OF_MONEY));
        }
        if (isThere(connection, """
                SELECT FROM abuse.case_file WHERE open AND entity IN (
                    SELECT 'account:' || a.id FROM accounts.account a WHERE a.id = ?
                    UNION ALL SELECT 'key:' || k.id FROM accounts.api_key k WHERE k.account_id = ?)
                """, account, account) && !isCleared(connection, assignment.request(), "open_case")) {
            blockers.add(new Blocker(
                    "open_case",
                    "A case of abuse about the account or one of its keys is open. Close it, or say that it does not stand against forgetting.",
                    Capability.CLEAR_DELETION_OF_CASES));
        }
        if (isThere(connection, "SELECT FROM privacy.legal_hold WHERE account = ? AND lifted_at IS NULL", account)) {
            blockers.add(legalHold());
        }
        if (isThere(
                connection,
                "SELECT FROM accounts.account WHERE id = ? AND closing_since > clock_timestamp() - INTERVAL '%d hours'"
                        .formatted(Accounts.CLOSING_CAN_BE_TAKEN_BACK_FOR.toHours()),
                account)) {
            blockers.add(new Blocker(
                    "closing_can_be_taken_back",
                    "Its owner has closed the account and can still take that back for some days. Wait until they cannot.",
                    Capability.PREPARE_REQUESTS));
        }
        return blockers;
    }

    /** Their address now; the id of an account that has none. */
    @Override
    public @Nullable String toBeTyped(Connection connection, Assignment assignment) throws SQLException {
        String sql = assignment.member() == null
                ? "SELECT coalesce(email, id::text) FROM accounts.account WHERE id = ?"
                : "SELECT email FROM customer.member WHERE id = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, assignment.member() == null ? assignment.account() : assignment.member());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static Blocker legalHold() {
        return new Blocker(
                "legal_hold",
                "Something of the account is kept for a legal matter. Lift the hold first.",
                Capability.SET_LEGAL_HOLD);
    }

    private static boolean isCleared(Connection connection, UUID request, String code) throws SQLException {
        return isThere(connection, "SELECT FROM privacy.clearance WHERE request = ? AND code = ?", request, code);
    }

    private static boolean isThere(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT EXISTS (" + sql + ")")) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Writes down that somebody said that this does not stand in the way.
     *
     * @param code of a {@link Blocker} that can be cleared so: {@code open_balance} or {@code open_case}
     */
    static void clear(Connection transaction, UUID request, String code, UUID member, String reason, Instant now)
            throws SQLException {
        ErasureTable.update(
                transaction,
                "INSERT INTO privacy.clearance (request, code, member, reason, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                request,
                code,
                member,
                reason,
                now.atOffset(ZoneOffset.UTC));
    }
}
