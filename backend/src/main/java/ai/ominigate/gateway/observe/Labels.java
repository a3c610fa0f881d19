package ai.ominigate.gateway.observe;

import ai.ominigate.metering.EndReason;
import java.util.Locale;

/** How the values of labels are spelt. */
final class Labels {
    private static final String[] ENDS = ends();

    private Labels() {}

    /** {@code client_left}. */
    static String of(EndReason end) {
        return ENDS[end.ordinal()];
    }

    private static String[] ends() {
        EndReason[] all = EndReason.values();
        String[] names = new String[all.length];
        for (EndReason end : all) {
            names[end.ordinal()] = end.name().toLowerCase(Locale.ROOT);
        }
        return names;
    }
}
