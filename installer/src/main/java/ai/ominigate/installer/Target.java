package ai.ominigate.installer;

import java.util.Locale;

/**
 * The machine the packages are for: the one this runs on, as the tools of the JDK cannot package for another.
 *
 * @param architecture {@code x64} or {@code aarch64}, or what Java calls another one
 */
record Target(System system, String architecture) {

    /** An operating system with packages of its own. */
    enum System {
        LINUX,
        MACOS,
        WINDOWS
    }

    static Target ofThisMachine() {
        return of(java.lang.System.getProperty("os.name"), java.lang.System.getProperty("os.arch"));
    }

    /** @param name, architecture as Java's system properties have them */
    static Target of(String name, String architecture) {
        String lower = name.toLowerCase(Locale.ROOT);
        System system =
                lower.startsWith("windows") ? System.WINDOWS : lower.startsWith("mac") ? System.MACOS : System.LINUX;
        return new Target(system, architecture.equals("amd64") || architecture.equals("x86_64") ? "x64" : architecture);
    }

    /** As in the names of packages: {@code linux-x64}. */
    @Override
    public String toString() {
        return system.name().toLowerCase(Locale.ROOT) + "-" + architecture;
    }
}
