package ai.ominigate.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.PreferencesInMemory;
import java.util.prefs.Preferences;
import org.junit.jupiter.api.Test;

class RememberedTest {

    @Test
    void whatWasSavedIsThereAtTheNextStart() {
        Preferences disk = new PreferencesInMemory();
        new Remembered(() -> disk).put("server.address", "https://gate.example");

        assertThat(new Remembered(() -> disk).get("server.address")).contains("https://gate.example");
        assertThat(new Remembered(() -> disk).get("sign-in.email")).isEmpty();
    }

    @Test
    void whereNothingCanBeOpenedItIsRememberedUntilTheConsoleCloses() {
        Remembered remembered = new Remembered(() -> {
            throw new SecurityException("Not yours.");
        });
        assertThat(remembered.get("server.address")).isEmpty();

        remembered.put("server.address", "https://gate.example");

        assertThat(remembered.get("server.address")).contains("https://gate.example");
    }

    @Test
    void whatIsTooLongToBeSavedIsRememberedUntilTheConsoleCloses() {
        String address = "a".repeat(Preferences.MAX_VALUE_LENGTH + 1);
        Preferences disk = new PreferencesInMemory();
        Remembered remembered = new Remembered(() -> disk);

        remembered.put("sign-in.email", address);

        assertThat(remembered.get("sign-in.email")).contains(address);
        assertThat(new Remembered(() -> disk).get("sign-in.email")).isEmpty();
    }

    @Test
    void settingsThatWereClearedMeanwhileAreNoReasonToStop() throws Exception {
        Preferences disk = new PreferencesInMemory().node("console");
        Remembered remembered = new Remembered(() -> disk);
        remembered.put("server.address", "https://gate.example");
        disk.removeNode();

        remembered.put("server.address", "https://other.example");

        assertThat(remembered.get("server.address")).contains("https://other.example");
        assertThat(remembered.get("sign-in.email")).isEmpty();
    }
}
