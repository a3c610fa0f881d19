package ai.ominigate.console;

import ai.ominigate.model.staff.Role;
import java.util.UUID;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The administrator's day against the real backend with the demo's data, by keyboard alone. */
class AdministratorsDayIT {

    private static final String CONFIRMED = "Confirmed, and written down.";

    private final RealGateway gateway = RealGateway.running();

    @Test
    void theAdministratorInvitesAColleagueReviewsAccessAndLooksHowTheSystemDoes() {
        try (OpenConsole admin = gateway.signInByKeys(Role.ADMIN)) {
            admin.press(KeyCode.G);
            admin.press(KeyCode.T);
            admin.settle();
            invite(admin);
            review(admin);
            admin.press(KeyCode.G);
            admin.press(KeyCode.H);
            admin.awaitWords("Forgotten people");
            admin.until(
                    "what was confirmed is not told any more",
                    () -> !admin.words().toString().contains(CONFIRMED));
            Snapshots.keep("real-admin-health", admin);
        }
    }

    private void invite(OpenConsole admin) {
        admin.press(KeyCode.I);
        admin.fill("inviteEmail", "new-" + UUID.randomUUID() + "@ominigate.example");
        admin.fill("inviteName", "Hedy");
        admin.tabTo("role-SUPPORT");
        admin.press(KeyCode.SPACE);
        admin.fill("reason", "We are too few.");
        admin.press(KeyCode.CONTROL, KeyCode.ENTER);
        admin.fill("stepUpCode", gateway.code(Role.ADMIN));
        admin.press(KeyCode.ENTER);
        admin.awaitWords("Hand this token over");
        Snapshots.keep("real-admin-invited", admin);
        admin.press(KeyCode.ESCAPE);
        admin.settle();
    }

    /** Of whoever was looked at longest ago and is not the administrator. */
    private static void review(OpenConsole admin) {
        admin.palette("ominigate://staff?tab=access");
        admin.awaitRows();
        admin.press(KeyCode.HOME);
        admin.press(KeyCode.DOWN);
        for (int rows = 0; rows < 10 && (!admin.shows("staff-review") || admin.isDisabled("staff-review")); rows++) {
            admin.press(KeyCode.DOWN);
            admin.settle();
        }
        admin.press(KeyCode.V);
        admin.fill("reason", "The quarter is over.");
        admin.press(KeyCode.CONTROL, KeyCode.ENTER);
        admin.awaitWords(CONFIRMED);
        Snapshots.keep("real-admin-review", admin);
    }
}
