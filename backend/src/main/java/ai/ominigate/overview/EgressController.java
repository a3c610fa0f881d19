package ai.ominigate.overview;

import ai.ominigate.egress.Egress;
import ai.ominigate.model.system.EgressReport;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** Where the node that is asked connects to. */
@Controller("/admin/v1/egress")
final class EgressController {
    private final Egress egress;

    EgressController(Egress egress) {
        this.egress = egress;
    }

    /** The hosts that are registered, and those that were refused. */
    @Get
    @Allowed(Capability.VIEW_POLICY)
    EgressReport report() {
        return egress.report();
    }
}
