package ai.ominigate.staff.approval;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kind of action that takes effect when a second person agrees. A feature offers one as a bean for each kind, and
 * proposes it by {@link Approvals#propose}.
 *
 * @param <P> what to do: a record that is kept as JSON while the proposal is open
 */
public interface ApprovableAction<P> {

    /** Its stable name, {@code feature.verb} in lower case, as {@code retention.shorten}. */
    String kind();

    /** The class of what to do. */
    Class<P> payload();

    /** Who may do what with such a proposal. */
    Needs needs();

    /** How long such a proposal waits for a second person. */
    Duration validFor();

    /**
     * The effect in words without anybody's personal data: what the audit log says of it, and all that stays of the words
     * once it is decided.
     *
     * @param effect as it is shown while it is open
     */
    default String lastingEffect(P payload, String effect) {
        return effect;
    }

    /**
     * What would be different if it were done now, for whoever is to agree: as it is, and as it would be. Personal data of
     * customers is masked. Nothing is changed, and nothing is refused: what cannot be done any more shows as it stands.
     */
    List<ProposedChange> changes(Connection connection, P payload) throws SQLException;

    /**
     * Does it, in the transaction that approves it: there is both or neither, whatever dies meanwhile. What has to happen
     * outside of the database is therefore left behind in it as something to do, and not done here. It was allowed when it
     * was proposed; whether it still can be done is for this method to see. It is short, as nobody decides anything else
     * meanwhile.
     *
     * @throws ai.ominigate.rest.Refused if it cannot be done any more; then nothing is approved and the approver is told
     */
    void execute(Connection transaction, P payload, Consent consent) throws SQLException;

    /**
     * Nobody agreed: it was refused, taken back or its time is over. Undoes what was prepared, as part of the transaction
     * that says so.
     *
     * @param actor who refused it or took it back; {@link Actor.Automatic} if its time is over
     * @param request the {@code x-request-id}; null if its time is over
     */
    default void decline(Connection transaction, P payload, Actor actor, @Nullable String request)
            throws SQLException {}

    /**
     * Capabilities that a kind needs.
     *
     * @param view to see it proposed; whoever has one of the others must have it
     * @param propose to propose it
     * @param approve to agree or not to agree; two different people at least should have it
     */
    record Needs(Capability view, Capability propose, Capability approve) {}

    /**
     * That two people want it.
     *
     * @param proposal the proposal's id
     * @param proposer who proposed it
     * @param approver who agreed
     * @param request the {@code x-request-id} of the agreement
     */
    record Consent(UUID proposal, UUID proposer, Actor.Member approver, String request) {}
}
