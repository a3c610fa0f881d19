package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Approves a company that was proposed: everything is known of it, and two people have looked. */
@Singleton
final class Endorsement implements SubprocessorAction<Endorsement.Wish> {
    private final Registrar registrar;

    Endorsement(Registrar registrar) {
        this.registrar = registrar;
    }

    /**
     * What to do.
     *
     * @param version of the record that whoever proposes it saw
     */
    record Wish(UUID id, long version) {}

    @Override
    public String kind() {
        return "subprocessor.approve";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    /** @throws Refused if it cannot be approved, with all that is missing */
    static void requireApprovable(Company company) {
        Registrar.requireState(company, SubprocessorState.PROPOSED, "This subprocessor was approved already.");
        List<String> missing = company.missing();
        if (!missing.isEmpty()) {
            throw new Refused(HttpStatus.CONFLICT, "facts_missing", String.join(" ", missing));
        }
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        return stateChange(connection, wish.id(), SubprocessorState.APPROVED);
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Company company = unchanged(transaction, wish.id(), wish.version());
        requireApprovable(company);
        if (CompanyTable.isAuthor(transaction, company.id(), consent.approver().member())) {
            throw Refused.forbidden(
                    "own_preparation",
                    "You wrote down some of what is known of this subprocessor, so somebody else has to agree to it.",
                    new RightNeeded(Capability.EDIT_POLICY.name(), Rights.rolesWith(Capability.EDIT_POLICY), false));
        }
        registrar.keep(
                transaction,
                company.with(SubprocessorState.APPROVED, null),
                "approve",
                consent.approver(),
                consent.request(),
                Map.of("approval", "approval:" + consent.proposal()));
    }
}
