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

/** To keep an account's data for a legal matter, whatever would delete them. */
@Singleton
final class SetLegalHold implements ApprovableAction<SetLegalHold.Wish> {
    private static final Needs NEEDS =
            new Needs(Capability.REQUEST_LEGAL_HOLD, Capability.REQUEST_LEGAL_HOLD, Capability.SET_LEGAL_HOLD);

    private final AuditLog audit;
    private final InstantSource clock;

    SetLegalHold(AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** @param matter what for */
    record Wish(UUID account, String matter) {}

    @Override
    public String kind() {
        return "legal-hold.set";
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
        return List.of(ProposedChange.of("legal-hold", HoldTable.matters(connection, wish.account()), wish.matter()));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        Instant now = clock.instant();
        UUID agreedBy = consent.approver().member();
        UUID account = wish.account();
        if (!HoldTable.insert(transaction, account, wish.matter(), consent.proposer(), agreedBy, now)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "hold_set",
                    "This account's data are kept for this matter already. Refuse it.");
        }
        HoldTable.tell(transaction, account, Kind.HELD, agreedBy, now);
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        "legal-hold.set",
                        Act.Outcome.DONE,
                        "account:" + account,
                        null,
                        consent.request(),
                        Map.of("proposer", "staff:" + consent.proposer())));
    }
}
