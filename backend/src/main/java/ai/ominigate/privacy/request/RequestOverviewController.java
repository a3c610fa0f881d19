package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.PrivacyOverview;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;

/** The privacy desk in figures. */
@Controller("/admin/v1/privacy/overview")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_REQUESTS)
final class RequestOverviewController {
    private final RequestQueue queue;

    RequestOverviewController(RequestQueue queue) {
        this.queue = queue;
    }

    /** What goes on, in figures. */
    @Get
    PrivacyOverview overview() throws SQLException {
        return queue.overview();
    }
}
