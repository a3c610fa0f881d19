package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.RightsTable;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The table of rights, for everybody who works under it. */
@Controller("/admin/v1/rights")
final class RightsController {

    /** How far each right goes for each role. */
    @Get
    @Allowed(Capability.BE_STAFF)
    RightsTable rights() {
        return new RightsTable(Arrays.stream(Capability.values())
                .map(capability -> new RightsTable.Row(capability.name(), marks(capability)))
                .toList());
    }

    private static Map<Role, String> marks(Capability capability) {
        Map<Role, String> marks = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            marks.put(role, Rights.of(role, capability).name());
        }
        return marks;
    }
}
