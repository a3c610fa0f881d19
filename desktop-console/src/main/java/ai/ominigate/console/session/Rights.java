package ai.ominigate.console.session;

import ai.ominigate.model.staff.Me;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** What whoever is signed in may do, as the server said. The server decides again; this is for what is shown. */
public record Rights(Set<String> capabilities) {
    private static final String NO = "NO";

    public Rights {
        capabilities = Set.copyOf(capabilities);
    }

    /** Those that go any way at all. */
    public static Rights of(Me me) {
        return new Rights(me.rights().stream()
                .filter(right -> !right.mark().equals(NO))
                .map(right -> right.capability())
                .collect(Collectors.toSet()));
    }

    /** @param capability as the server calls it, for instance {@code REFUND_PAYMENTS} */
    public boolean has(String capability) {
        return capabilities.contains(capability);
    }

    /** Whether at least one of these. */
    public boolean hasAny(Collection<String> any) {
        return any.stream().anyMatch(capabilities::contains);
    }
}
