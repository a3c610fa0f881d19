package ai.ominigate.privacy.request;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.ProposedStep;
import ai.ominigate.privacy.request.RequestSteps.By;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.rights.Actor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * To take somebody for who they say because of what they know of the account, as for whoever has lost their mailbox. Never
 * because of an identity document (EDPB Guidelines 01/2022, paragraphs 69 and 70).
 */
@Singleton
final class IdentifyByTwo implements ApprovableAction<IdentifyByTwo.Wish> {
    private final RequestSteps steps;
    private final Identification identification;

    IdentifyByTwo(RequestSteps steps, Identification identification) {
        this.steps = steps;
        this.identification = identification;
    }

    /**
     * @param request which one
     * @param account who they are taken for
     */
    record Wish(UUID request, UUID account) {}

    @Override
    public String kind() {
        return "request.identify";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    @Override
    public Needs needs() {
        return DoRequest.NEEDS;
    }

    @Override
    public Duration validFor() {
        return DoRequest.VALID_FOR;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        RequestFile file = RequestTable.find(connection, wish.request());
        return List.of(ProposedChange.of("identity", file == null ? null : file.identity(), IdentityLevel.L3));
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        RequestFile file = RequestSteps.lock(transaction, wish.request());
        Proposals.require(file, consent, ProposedStep.IDENTIFY);
        if (!wish.account().equals(file.account())) {
            throw DoRequest.overtaken();
        }
        RequestTable.update(transaction, file.id(), new RequestTable.Changes().set("proposed", null));
        identification.reached(transaction, file, IdentityLevel.L3, new By(consent.approver(), consent.request()));
    }

    @Override
    public void decline(Connection transaction, Wish wish, Actor actor, @Nullable String request) throws SQLException {
        Proposals.forget(steps, transaction, wish.request(), ProposedStep.IDENTIFY, new By(actor, request));
    }
}
