package ai.ominigate.privacy.correction;

import ai.ominigate.model.privacy.CorrectionDetails;
import ai.ominigate.model.privacy.WriteCorrection;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;

/** What a request for correction changes. */
@Controller("/admin/v1/privacy/requests/{id}/correction")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.PREPARE_REQUESTS)
final class CorrectionController {
    private final CorrectionDesk desk;

    CorrectionController(CorrectionDesk desk) {
        this.desk = desk;
    }

    /**
     * Before and after, side by side and masked, how far the mailboxes are with confirming it, and what stands in its way.
     * That somebody looked is written down.
     */
    @Get
    @Allowed(Capability.VIEW_REQUESTS)
    CorrectionDetails correction(@PathVariable UUID id, Actor me, HttpRequest<?> request) throws SQLException {
        return desk.look(id, me, RequestId.of(request));
    }

    /** What a correction would change, and what would stand in its way. Writes nothing down. */
    @Post("/preview")
    CorrectionDetails previewCorrection(@PathVariable UUID id, @Body WriteCorrection wish, Actor.Member me)
            throws SQLException {
        return desk.preview(id, wish, me);
    }

    /**
     * Says what is to be corrected, instead of what was said before. Only while somebody works on the request: what was
     * prepared is what a second person agrees to, whom a new address needs.
     */
    @Post
    CorrectionDetails correct(
            @PathVariable UUID id,
            @Body WriteCorrection wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return desk.write(id, version, wish, me, command);
    }
}
