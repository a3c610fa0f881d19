package ai.ominigate.installer;

import java.util.ArrayList;
import java.util.List;

/**
 * What jpackage is told on Windows and macOS beside what holds everywhere. Who signs is a setting of whoever builds
 * ({@code -Dinstaller.mac.sign=…}); without one the package is unsigned, and the system asks its user before it opens it.
 */
final class DesktopSettings {

    /** Names the program to Windows over all its versions, so that a newer one takes the place of an older. */
    private static final String UPGRADES = "5a1c0e7e-3b56-4d0c-9d4b-0f6c7a4de2b1";

    private DesktopSettings() {}

    /** One user's own installation, without an administrator. Signing is signtool's, after jpackage: see README. */
    static List<String> windows() {
        return List.of(
                "--win-per-user-install",
                "--win-menu",
                "--win-menu-group",
                "OminiGate",
                "--win-shortcut-prompt",
                "--win-upgrade-uuid",
                UPGRADES);
    }

    static List<String> macOs() {
        List<String> settings = new ArrayList<>();
        String identity = System.getProperty("installer.mac.sign", "");
        if (!identity.isBlank()) {
            settings.addAll(List.of("--mac-sign", "--mac-signing-key-user-name", identity));
            String keychain = System.getProperty("installer.mac.keychain", "");
            if (!keychain.isBlank()) {
                settings.addAll(List.of("--mac-signing-keychain", keychain));
            }
        }
        return settings;
    }
}
