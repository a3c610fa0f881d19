package ai.ominigate.model.staff;

import java.util.List;

/**
 * A right and who has it.
 *
 * @param capability its stable name, as {@code READ_AUDIT_LOG}
 * @param mark how far it goes for whoever asks: {@code NO}, {@code OWN}, {@code TEAM}, {@code IN_CASE}, {@code
 *     FOR_PURPOSE}, {@code NOT_OWN}, {@code WITH_SECOND}, {@code MASKED} or {@code YES}
 * @param roles the roles that have it at all
 */
public record RightDetails(String capability, String mark, List<Role> roles) {
    public RightDetails {
        roles = List.copyOf(roles);
    }
}
