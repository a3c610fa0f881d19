package ai.ominigate.abuse.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.customer.identity.Bar.Question;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.customer.identity.Visit.Proof;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainQuestionsTest {
    private static final byte[] SECRET = new byte[32];

    private Instant now = Instant.parse("2026-11-27T12:00:00Z");
    private final PlainQuestions questions = new PlainQuestions(SECRET, () -> now, new Random(7));

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void aRightAnswerIsGoodForOneTryHoweverItIsTyped(String tag) {
        Locale language = Locale.forLanguageTag(tag);
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Question question = questions.ask(Face.SIGN_IN, visit("203.0.113.7", language));
            asked.add(question.words());
            String answer = Answers.to(question.words(), language);
            String typed = switch (i % 4) {
                case 0 -> answer;
                case 1 -> "  " + answer.toUpperCase(Locale.ROOT) + " . ";
                case 2 -> answer.replace(" ", "");
                default -> answer.replace(" ", ", ").replace('1', '１');
            };
            Proof proof = new Proof(question.token(), typed);
            assertThat(isAnswered(proof, Face.SIGN_IN, "203.0.113.7"))
                    .as(question.words() + " " + typed)
                    .isTrue();
            assertThat(isAnswered(proof, Face.SIGN_IN, "203.0.113.7"))
                    .as("a second time")
                    .isFalse();
        }
        assertThat(asked).as("whoever learns answers by heart gets nowhere").hasSizeGreaterThan(180);
    }

    @Test
    void itIsGoodForWhatWasAskedAndWhereAlone() {
        for (int i = 0; i < 2; i++) {
            Question question = questions.ask(Face.SIGN_IN, visit("2001:db8:1:1::7", Locale.ENGLISH));
            Proof proof = new Proof(question.token(), Answers.to(question.words(), Locale.ENGLISH));
            assertThat(isAnswered(proof, Face.SIGN_UP, "2001:db8:1:1::7")).isFalse();
            assertThat(isAnswered(proof, Face.SIGN_IN, "2001:db8:1:2::7"))
                    .as("another subscriber")
                    .isFalse();
            assertThat(isAnswered(proof, Face.SIGN_IN, "2001:db8:1:1::8"))
                    .as("the same, by another address of theirs")
                    .isTrue();
        }
    }

    @Test
    void nobodyTriesTwiceOnOneQuestionAndNobodyMakesOneUp() {
        Question question = questions.ask(Face.SIGN_IN, visit("203.0.113.7", Locale.ENGLISH));
        String answer = Answers.to(question.words(), Locale.ENGLISH);
        assertThat(isAnswered(new Proof(question.token(), "12 nothing"), Face.SIGN_IN, "203.0.113.7"))
                .isFalse();
        assertThat(isAnswered(new Proof(question.token(), answer), Face.SIGN_IN, "203.0.113.7"))
                .as("after a wrong one")
                .isFalse();
        for (String token : new String[] {"", "!", "AAAA", "A".repeat(64), "A".repeat(64_000)}) {
            assertThat(isAnswered(new Proof(token, answer), Face.SIGN_IN, "203.0.113.7"))
                    .isFalse();
        }
        Question ofOthers = new PlainQuestions(new byte[] {1}, () -> now, new Random(7))
                .ask(Face.SIGN_IN, visit("203.0.113.7", Locale.ENGLISH));
        assertThat(isAnswered(
                        new Proof(ofOthers.token(), Answers.to(ofOthers.words(), Locale.ENGLISH)),
                        Face.SIGN_IN,
                        "203.0.113.7"))
                .as("without the secret")
                .isFalse();
    }

    @Test
    void anotherNodeKnowsTheAnswerAndTenMinutesLaterNobodyDoes() {
        PlainQuestions elsewhere = new PlainQuestions(SECRET, () -> now, new Random(8));
        Question question = questions.ask(Face.SIGN_UP, visit("203.0.113.7", Locale.ENGLISH));
        Question later = questions.ask(Face.SIGN_UP, visit("203.0.113.7", Locale.ENGLISH));
        assertThat(elsewhere.isAnswered(
                        new Proof(question.token(), Answers.to(question.words(), Locale.ENGLISH)),
                        Face.SIGN_UP,
                        address("203.0.113.7")))
                .isTrue();
        now = now.plus(Duration.ofMinutes(10));
        assertThat(isAnswered(
                        new Proof(later.token(), Answers.to(later.words(), Locale.ENGLISH)),
                        Face.SIGN_UP,
                        "203.0.113.7"))
                .isFalse();
    }

    private boolean isAnswered(Proof proof, Face face, String address) {
        return questions.isAnswered(proof, face, address(address));
    }

    private static Visit visit(String address, Locale language) {
        return new Visit(address(address), "Firefox", language, "a request", null);
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }
}
