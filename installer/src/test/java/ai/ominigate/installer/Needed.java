package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What trying the packages takes on this machine. A test that cannot be run fails, and says what to install. */
final class Needed {

    /** Programs, by the Debian package that has them. */
    private static final Map<String, String> PROGRAMS = new TreeMap<>(Map.of(
            "dpkg", "dpkg",
            "lintian", "lintian",
            "systemd-analyze", "systemd",
            "systemd-sysusers", "systemd",
            "systemd-tmpfiles", "systemd",
            "deb-systemd-helper", "init-system-helpers",
            "setpriv", "util-linux",
            "userdel", "passwd",
            "appstreamcli", "appstream",
            "desktop-file-validate", "desktop-file-utils"));

    private Needed() {}

    /** Fails with a sentence unless packages can be installed and looked at here. */
    static void isHere() {
        List<String> missing = Tool.missing(PROGRAMS.keySet().toArray(String[]::new));
        assertThat(missing)
                .as(
                        "To try the packages, these programs are missing. On Debian and Ubuntu: apt-get install %s",
                        String.join(
                                " ",
                                missing.stream().map(PROGRAMS::get).distinct().toList()))
                .isEmpty();
        assertThat(System.getProperty("user.name"))
                .as(
                        "Packages are installed into a folder of their own, which only root can give to their users; run this"
                                + " as root, or in a container")
                .isEqualTo("root");
    }
}
