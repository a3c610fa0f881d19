package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.privacy.request.RequestSteps.Told;
import ai.ominigate.privacy.request.RequestTable.Changes;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.approval.ApprovableAction.Consent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** The one thing about a request that waits for a second person. */
final class Proposals {
    private Proposals() {}

    /** @throws Refused if something else waits by now, or nothing */
    static void require(RequestFile file, Consent consent, ProposedStep step) {
        if (!consent.proposal().equals(file.plan().proposal()) || file.plan().proposed() != step) {
            throw DoRequest.overtaken();
        }
    }

    /** Nobody agreed to it; the request goes on as it was. */
    static void forget(RequestSteps steps, Connection transaction, UUID request, ProposedStep step, By by)
            throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, request);
        if (file.plan().proposed() == step) {
            Told told = Told.of(Kind.DECLINED, step.name());
            steps.change(transaction, file, new Changes().set("proposed", null), told, by, "decline");
        }
    }
}
