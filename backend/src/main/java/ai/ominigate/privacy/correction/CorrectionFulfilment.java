package ai.ominigate.privacy.correction;

import ai.ominigate.accounts.Customer;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.Fulfilment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.PlannedLeg;
import ai.ominigate.staff.rights.Capability;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Corrects what people say is wrong about them (GDPR, article 16), and tells whoever got it (article 19). */
@Singleton
final class CorrectionFulfilment implements Fulfilment {
    private final Corrections corrections;
    private final CorrectionTable table;
    private final Customers customers;
    private final Members members;

    CorrectionFulfilment(Corrections corrections, CorrectionTable table, Customers customers, Members members) {
        this.corrections = corrections;
        this.table = table;
        this.customers = customers;
        this.members = members;
    }

    @Override
    public Set<RequestType> types() {
        return Set.of(RequestType.CORRECTION);
    }

    @Override
    public List<PlannedLeg> legs(Connection transaction, Assignment assignment) throws SQLException {
        List<PlannedLeg> legs = new ArrayList<>();
        Set<CorrectedField> changed = table.of(transaction, assignment.request()).stream()
                .map(Correction::field)
                .collect(Collectors.toSet());
        if (changed.contains(CorrectedField.NAME)) {
            legs.add(PlannedLeg.ours(Corrections.NAME, LegStage.FULFIL));
        }
        if (changed.contains(CorrectedField.EMAIL)) {
            for (String leg :
                    List.of(Corrections.CONFIRM, Corrections.ADDRESS, Corrections.REDIRECT, Corrections.REVERT)) {
                legs.add(PlannedLeg.ours(leg, LegStage.FULFIL));
            }
        }
        legs.add(PlannedLeg.theirs(Corrections.STRIPE, LegStage.FULFIL));
        return legs;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Assignment assignment) throws SQLException {
        return table.of(connection, assignment.request()).stream()
                .map(each -> ProposedChange.of(
                        each.field() == CorrectedField.NAME ? "name" : "email",
                        each.before() == null ? null : CorrectionDesk.masked(each.field(), each.before()),
                        CorrectionDesk.masked(each.field(), each.after())))
                .toList();
    }

    @Override
    public LegOutcome perform(Assignment assignment, String leg) throws SQLException {
        return corrections.perform(assignment, leg);
    }

    /** A name is looked at by one; by an address whoever has it gets in. */
    @Override
    public boolean needsNoSecondPerson(Connection connection, Assignment assignment) throws SQLException {
        return table.of(connection, assignment.request()).stream()
                .allMatch(each -> each.field() == CorrectedField.NAME);
    }

    @Override
    public List<Blocker> blockers(Connection connection, Assignment assignment) throws SQLException {
        List<Correction> changes = table.of(connection, assignment.request());
        return assignment.account() == null ? List.of() : blockers(connection, assignment, changes);
    }

    List<Blocker> blockers(Connection connection, Assignment assignment, List<Correction> changes) throws SQLException {
        UUID account = Objects.requireNonNull(assignment.account());
        List<Blocker> blockers = new ArrayList<>();
        if (changes.isEmpty()) {
            blockers.add(blocker(
                    "correction_missing",
                    "Nobody has said what is to be corrected. Write it down, with what shows it."));
        }
        OwnerFields.Now now = corrections.now(connection, account);
        if (now == null) {
            blockers.add(blocker("account_closed", "The account is closed, so nothing of it is corrected any more."));
            return blockers;
        }
        for (Correction each : changes) {
            if (each.appliedAt() == null && !Objects.equals(each.before(), current(now, each.field()))) {
                blockers.add(
                        blocker(
                                "correction_outdated",
                                "The account has changed since the correction was written down. Take it up again, and look at it anew."));
            }
            if (each.field() == CorrectedField.EMAIL
                    && each.appliedAt() == null
                    && assignment.identity() == IdentityLevel.L1
                    && members.owner(connection, account) != null) {
                blockers.add(blocker(
                        "sign_in_first",
                        "Who asks has shown no more than that they read the account's mail, and can sign in. A new address"
                                + " needs more: have them ask once more from their own settings, or change it there."));
            }
            if (each.field() == CorrectedField.EMAIL && each.appliedAt() == null && isTaken(each.after(), account)) {
                blockers.add(
                        blocker(
                                "address_taken",
                                "Another account has the new address. Ask the person for another one, or close that account first."));
            }
        }
        return blockers;
    }

    static @Nullable String current(OwnerFields.Now now, CorrectedField field) {
        return switch (field) {
            case NAME -> now.name();
            case EMAIL -> now.email();
        };
    }

    private boolean isTaken(String email, UUID account) throws SQLException {
        Customer other = customers.withEmail(email);
        return other != null && !other.account().id().equals(account);
    }

    private static Blocker blocker(String code, String words) {
        return new Blocker(code, words, Capability.PREPARE_REQUESTS);
    }

    @Override
    public @Nullable String outcome(Connection connection, Assignment assignment) throws SQLException {
        Words words = Words.in(assignment.language());
        return table.of(connection, assignment.request()).stream()
                .map(words::outcome)
                .collect(Collectors.joining("\n\n"));
    }
}
