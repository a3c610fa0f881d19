package ai.ominigate.privacy.request;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.DatedThings;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Set;

/** Requests as something that is kept for a time: first their words go, and much later that they were made. */
@Factory
final class KeptRequests {

    /** What was written goes when nothing of it is open any more; that somebody asked stays. */
    @Singleton
    @Named("request-conversations")
    RetainedData conversations() {
        String age = """
                CASE WHEN NOT EXISTS (SELECT FROM privacy.request r WHERE r.thread = t.id AND r.open)
                    AND (t.sender IS NOT NULL
                        OR EXISTS (SELECT FROM privacy.message m WHERE m.thread = t.id)
                        OR EXISTS (
                            SELECT FROM privacy.request r JOIN privacy.request_letter l ON l.request = r.id
                            WHERE r.thread = t.id))
                THEN coalesce(
                    (SELECT max(r.ended_at) FROM privacy.request r WHERE r.thread = t.id),
                    (SELECT max(m.received_at) FROM privacy.message m WHERE m.thread = t.id),
                    t.acknowledged_at) END
                """;
        String held = """
                t.id IN (
                    SELECT r.thread
                    FROM privacy.request r JOIN retention.held_account h ON h.account_id = r.account)
                """;
        String theirRequests = "(SELECT r.id FROM privacy.request r WHERE r.thread = ANY (?))";
        return new DatedThings(
                DataClass.REQUEST_CONVERSATIONS,
                Set.of("privacy.thread", "privacy.message", "privacy.request_letter", "privacy.correction"),
                "privacy.thread",
                "id",
                age,
                held,
                DatedThings.Removal.by(
                        "DELETE FROM privacy.message WHERE thread = ANY (?)",
                        "DELETE FROM privacy.known_mail WHERE thread = ANY (?)",
                        "DELETE FROM privacy.request_letter WHERE request IN " + theirRequests,
                        "DELETE FROM privacy.correction WHERE request IN " + theirRequests,
                        "UPDATE privacy.request_event SET words = NULL WHERE words IS NOT NULL AND request IN "
                                + theirRequests,
                        "UPDATE privacy.request SET scope = NULL, answer = NULL WHERE thread = ANY (?)",
                        "UPDATE privacy.thread SET sender = NULL WHERE id = ANY (?)",
                        """
                        DELETE FROM privacy.thread t
                        WHERE t.id = ANY (?) AND NOT EXISTS (SELECT FROM privacy.request r WHERE r.thread = t.id)
                        """));
    }

    /** One that others were merged into goes after them, and one that restricts what is done not before that is lifted. */
    @Singleton
    @Named("request-records")
    RetainedData records() {
        String age = """
                CASE WHEN NOT t.open AND NOT EXISTS (
                    SELECT FROM privacy.restriction s WHERE s.request = t.id AND s.lifted_at IS NULL)
                THEN greatest(
                    t.ended_at,
                    (SELECT max(m.ended_at) FROM privacy.request m WHERE m.merged_into = t.id)) END
                """;
        return new DatedThings(
                DataClass.REQUEST_RECORDS,
                Set.of(
                        "privacy.request",
                        "privacy.request_event",
                        "privacy.leg",
                        "privacy.proof",
                        "privacy.clearance",
                        "privacy.restriction"),
                "privacy.request",
                "id",
                age,
                "EXISTS (SELECT FROM retention.held_account h WHERE h.account_id = t.account)",
                DatedThings.Removal.by("DELETE FROM privacy.restriction WHERE request = ANY (?)", """
                        WITH RECURSIVE gone AS (
                            SELECT r.id, r.thread FROM privacy.request r WHERE r.id = ANY (?)
                            UNION
                            SELECT m.id, m.thread FROM privacy.request m JOIN gone ON m.merged_into = gone.id),
                        requests AS (
                            DELETE FROM privacy.request WHERE id IN (SELECT gone.id FROM gone))
                        DELETE FROM privacy.thread t
                        WHERE t.id IN (SELECT gone.thread FROM gone)
                            AND NOT EXISTS (
                                SELECT FROM privacy.request r
                                WHERE r.thread = t.id AND r.id NOT IN (SELECT gone.id FROM gone))
                            AND NOT EXISTS (SELECT FROM privacy.message m WHERE m.thread = t.id)
                        """));
    }

    @Singleton
    @Named("lifted-holds")
    RetainedData liftedHolds() {
        return DatedRows.ofAccounts(DataClass.REQUEST_RECORDS, "privacy.legal_hold", "lifted_at", "t.account");
    }
}
