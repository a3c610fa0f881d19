package ai.ominigate.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LetterWordsTest {
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");

    static Stream<Arguments> everyLetterInEveryLanguage() {
        return Stream.of(Template.values())
                .flatMap(template -> Wording.LANGUAGES.stream().map(language -> Arguments.of(template, language)));
    }

    @ParameterizedTest
    @MethodSource("everyLetterInEveryLanguage")
    void everyLetterHasWordsThatUseAllThatItIsGivenAndNothingElse(Template template, Locale language) {
        ResourceBundle words = Wording.words(language);
        String subject = words.getString(template.key() + ".subject");
        String body = words.getString(template.key() + ".body");

        assertThat(subject).isNotBlank().hasSizeLessThan(90);
        Set<String> places = PLACE.matcher(subject + body)
                .results()
                .map(place -> place.group(1))
                .collect(Collectors.toSet());
        assertThat(places).isEqualTo(withoutLink(template));
        assertThat(words.containsKey(template.key() + ".action"))
                .isEqualTo(template.asks().contains("link"));
    }

    private static Set<String> withoutLink(Template template) {
        return template.asks().stream().filter(name -> !name.equals("link")).collect(Collectors.toSet());
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        assertThat(keys(Locale.ENGLISH))
                .isEqualTo(keys(Locale.SIMPLIFIED_CHINESE))
                .isEqualTo(keysOfTemplates());
    }

    private static Set<String> keys(Locale language) {
        return new TreeSet<>(Collections.list(Wording.words(language).getKeys()));
    }

    private static Set<String> keysOfTemplates() {
        Set<String> keys = new TreeSet<>();
        for (Template template : Template.values()) {
            keys.add(template.key() + ".subject");
            keys.add(template.key() + ".body");
            if (template.asks().contains("link")) {
                keys.add(template.key() + ".action");
            }
        }
        for (MailClass each : MailClass.values()) {
            keys.add("footer." + each.name());
        }
        return keys;
    }

    @ParameterizedTest
    @EnumSource(Template.class)
    void noLetterLoadsAnythingFromAnywhere(Template template) {
        Document page = Jsoup.parse(Rendering.html(Wording.of(letter(template, Locale.ENGLISH, "a value"))));

        assertThat(page.select("img, link, script, iframe, [src], [background]"))
                .isEmpty();
        assertThat(page.html()).doesNotContain("url(").doesNotContain("@import");
    }

    /** What goes to everybody: accounts do not tell which language is theirs. */
    @ParameterizedTest
    @EnumSource(
            value = Template.class,
            names = {"POLICY_CHANGED", "SUBPROCESSORS_CHANGED"})
    void aCircularSaysEverythingInBothLanguages(Template template) {
        Wording wording = Wording.of(letter(template, Locale.ENGLISH, "2026-12-01"));

        String action = Wording.words(Locale.ENGLISH).getString(template.key() + ".action");
        for (String part : List.of(wording.subject(), String.join(" ", wording.paragraphs()), action)) {
            assertThat(part).containsPattern("[a-z]{3} [a-z]{2}").containsPattern("\\p{IsHan}{2}");
        }
        assertThat(wording.paragraphs().getLast())
                .as("what to do, and until when")
                .contains("2026-12-01")
                .containsPattern("\\p{IsHan}{8}");
    }

    /** What the privacy policy says that we send mail for, and nothing else. */
    @Test
    void thereAreLettersOfTheThreeKindsThatThePolicyNamesAlone() {
        assertThat(MailClass.values())
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("VERIFICATION", "RECEIPT", "ACCOUNT_NOTICE");
        assertThat(Template.values())
                .allSatisfy(template -> assertThat(template.mailClass()).isIn((Object[]) MailClass.values()));
    }

    @Test
    void theTextAndThePageSayTheSame() {
        Wording wording = Wording.of(letter(Template.ABUSE_RESTRICTION, Locale.ENGLISH, "a value"));

        assertThat(Rendering.text(wording)).contains(wording.paragraphs()).contains(wording.footer());
        assertThat(Jsoup.parse(Rendering.html(wording)).select("main p").eachText())
                .containsAll(wording.paragraphs());
    }

    @Test
    void whatIsFilledInIsTextAndNeverATagOrAnotherPlace() {
        Wording wording = Wording.of(letter(Template.GLASS_BROKEN, Locale.ENGLISH, "<b>{until}</b> & $1"));

        assertThat(wording.subject()).contains("<b>{until}</b> & $1");
        Document page = Jsoup.parse(Rendering.html(wording));
        assertThat(page.select("b")).isEmpty();
        assertThat(page.title()).contains("<b>{until}</b> & $1");
    }

    @Test
    void aReaderOfALanguageThatWeDoNotHaveIsWrittenToInEnglish() {
        assertThat(Wording.of(letter(Template.GLASS_BROKEN, Locale.JAPANESE, "x"))
                        .language())
                .isEqualTo(Locale.ENGLISH);
        assertThat(Wording.of(letter(Template.GLASS_BROKEN, Locale.forLanguageTag("zh-TW"), "x"))
                        .language())
                .isEqualTo(Locale.SIMPLIFIED_CHINESE);
    }

    @Test
    void aLineEndCannotBeginAHeader() {
        for (String bad : List.of("a\r\nBcc: everybody@example.com", "a\nb", "a\u0000")) {
            assertThatThrownBy(() -> letter(Template.GLASS_BROKEN, Locale.ENGLISH, bad))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Letter(
                            Template.GLASS_BROKEN,
                            "a@example.com" + bad,
                            "staff:1",
                            Locale.ENGLISH,
                            values(Template.GLASS_BROKEN, "x")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aLetterThatMissesAValueCannotBeMade() {
        assertThatThrownBy(() -> new Letter(
                        Template.GLASS_BROKEN, "a@example.com", "staff:1", Locale.ENGLISH, Map.of("member", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("until");
    }

    private static Letter letter(Template template, Locale language, String value) {
        return new Letter(template, "someone@example.com", "account:1", language, values(template, value));
    }

    private static Map<String, String> values(Template template, String value) {
        Map<String, String> values = new LinkedHashMap<>();
        template.asks().forEach(name -> values.put(name, value));
        return values;
    }
}
