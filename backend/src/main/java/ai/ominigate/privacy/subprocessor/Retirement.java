package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Ends the use of a company for good. */
@Singleton
final class Retirement implements SubprocessorAction<Retirement.Wish> {
    private final Registrar registrar;

    Retirement(Registrar registrar) {
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
        return "subprocessor.retire";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    /** @throws Refused if there is nothing to end */
    static void requireRetirable(Company company) {
        if (company.state() == SubprocessorState.PROPOSED || company.state() == SubprocessorState.RETIRED) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "wrong_state",
                    company.state() == SubprocessorState.RETIRED
                            ? "This subprocessor is retired already."
                            : "Nobody has approved this subprocessor yet, so it is discarded, without a second person.");
        }
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        return stateChange(connection, wish.id(), SubprocessorState.RETIRED);
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Company company = unchanged(transaction, wish.id(), wish.version());
        requireRetirable(company);
        registrar.keep(
                transaction,
                company.with(SubprocessorState.RETIRED, company.activeFrom()),
                "retire",
                consent.approver(),
                consent.request(),
                Map.of("approval", "approval:" + consent.proposal()));
    }
}
