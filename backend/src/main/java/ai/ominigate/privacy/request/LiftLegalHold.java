package ai.ominigate.privacy.request;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
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
import java.util.UUID;

/** To keep an account's data for a legal matter no more. */
@Singleton
final class LiftLegalHold implements ApprovableAction<LiftLegalHold.Wish> {
    private static final Needs NEEDS =
            new Needs(Capability.REQUEST_LEGAL_HOLD, Capability.SET_LEGAL_HOLD, Capability.SET_LEGAL_HOLD);

    private final AuditLog audit;
    private final InstantSource clock;

    LiftLegalHold(AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** @param hold which one */
    record Wish(UUID hold) {}

    @Override
    public String kind() {
        return "legal-hold.lift";
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
        return DoRequest.VALID_FOR;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        return List.of(ProposedChange.of("legal-hold", HoldTable.matter(connection, wish.hold()), null));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Instant now = clock.instant();
        UUID agreedBy = consent.approver().member();
        UUID account = HoldTable.lift(transaction, wish.hold(), agreedBy, now);
        if (account == null) {
            throw new Refused(HttpStatus.CONFLICT, "hold_lifted", "This legal hold was lifted already.");
        }
        HoldTable.tell(transaction, account, Kind.RELEASED, agreedBy, now);
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        "legal-hold.lift",
                        Act.Outcome.DONE,
                        "account:" + account,
                        null,
                        consent.request(),
                        Map.of("proposer", "staff:" + consent.proposer())));
    }
}
