package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What two people decide about a company or the list. */
interface SubprocessorAction<P> extends ApprovableAction<P> {

    @Override
    default Needs needs() {
        return new Needs(Capability.VIEW_POLICY, Capability.EDIT_POLICY, Capability.EDIT_POLICY);
    }

    @Override
    default Duration validFor() {
        return Duration.ofDays(7);
    }

    /** That the company would be in another state. */
    default List<ProposedChange> stateChange(Connection connection, UUID id, SubprocessorState after)
            throws SQLException {
        Company company = CompanyTable.find(connection, id);
        return List.of(
                ProposedChange.of(
                        "company",
                        null,
                        company == null ? null : company.facts().name()),
                ProposedChange.of("state", company == null ? null : company.state(), after));
    }

    /**
     * The company, which nobody else changes now.
     *
     * @throws Refused if its record is not the one that was seen by whoever proposed it
     */
    default Company unchanged(Connection transaction, UUID id, long seen) throws SQLException {
        Company company = Subprocessors.known(CompanyTable.lock(transaction, id));
        if (company.version() != seen) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "subprocessor_changed",
                    "The subprocessor was changed after this was proposed. Look at it again, and propose it anew if it still fits.");
        }
        return company;
    }
}
