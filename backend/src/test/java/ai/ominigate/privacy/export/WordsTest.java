package ai.ominigate.privacy.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.personal.PersonalRecords;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A package says of each of its files what is in it. */
class WordsTest {

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void everyFileThatAFeatureHandsOutHasWords(String language) throws IOException {
        Words words = Words.in(Locale.forLanguageTag(language));
        try (RunningOminiGate ominigate = RunningOminiGate.with(Map.of())) {
            List<String> without = ominigate.application().context().getBeansOfType(PersonalRecords.class).stream()
                    .flatMap(records -> records.tables().stream())
                    .map(table -> "file." + table.file())
                    .filter(key -> !words.has(key))
                    .sorted()
                    .toList();

            assertThat(without)
                    .as("keys that resources/privacy/package_*.properties lacks")
                    .isEmpty();
        }
    }
}
