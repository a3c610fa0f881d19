package ai.ominigate.privacy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.privacy.RequestType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TypeRecognitionTest {
    private static final Pattern LABELLED =
            Pattern.compile("(?s)=== (\\d+) \\| (.+?) \\| ([A-Z, ]+?)\\s*\\nSubject:(.*?)\\n(.*?)(?=\\n=== |\\z)");

    private record Labelled(int number, String language, Set<RequestType> types, String subject, String text) {}

    @Test
    void ofTwoHundredMailsMostAreTypedRightAndTheRestIsLeftToAPerson() throws IOException {
        List<Labelled> mails = mails();
        List<String> wrong = new ArrayList<>();
        List<String> uncertain = new ArrayList<>();
        for (Labelled mail : mails) {
            switch (TypeRecognition.of(mail.subject(), mail.text())) {
                case Recognised.Types(Set<RequestType> types) when types.equals(mail.types()) -> {}
                case Recognised.Types(Set<RequestType> types) ->
                    wrong.add(mail.number() + " " + mail.language() + ": " + types + " and not " + mail.types());
                case Recognised.Uncertain() -> uncertain.add(mail.number() + " " + mail.language());
            }
        }
        int right = mails.size() - wrong.size() - uncertain.size();
        System.out.printf(
                "Of %d mails %d are typed right, %d left to a person, %d wrong.%n",
                mails.size(), right, uncertain.size(), wrong.size());
        wrong.forEach(System.out::println);

        assertThat(mails).hasSize(200);
        assertThat(right).isGreaterThanOrEqualTo(190);
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatNobodyCanReadIsLeftToAPerson() {
        assertThat(TypeRecognition.of("", "")).isEqualTo(new Recognised.Uncertain());
        assertThat(TypeRecognition.of("???", "1234 5678")).isEqualTo(new Recognised.Uncertain());
        assertThat(TypeRecognition.of("Прошу", "Удалите мои данные")).isEqualTo(new Recognised.Uncertain());
    }

    private static List<Labelled> mails() throws IOException {
        try (InputStream file = TypeRecognitionTest.class.getResourceAsStream("/privacy/labelled-mails.txt")) {
            Matcher mail = LABELLED.matcher(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            List<Labelled> mails = new ArrayList<>();
            while (mail.find()) {
                mails.add(new Labelled(
                        Integer.parseInt(mail.group(1)),
                        mail.group(2),
                        Arrays.stream(mail.group(3).split(","))
                                .map(String::strip)
                                .map(RequestType::valueOf)
                                .collect(Collectors.toSet()),
                        mail.group(4).strip(),
                        mail.group(5)));
            }
            return mails;
        }
    }
}
