package ai.ominigate.abuse.decision;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers plain questions, as a person who reads them does. */
final class Answers {
    private Answers() {}

    static String to(String question, Locale language) {
        ResourceBundle words = ResourceBundle.getBundle("abuse.questions", language);
        String pattern = Pattern.quote(words.getString("question"))
                .replace("{one}", "\\E(?<one>.+?)\\Q")
                .replace("{other}", "\\E(?<other>.+?)\\Q")
                .replace("{kind}", "\\E(?<kind>.+?)\\Q")
                .replace("{words}", "\\E(?<words>.+?)\\Q");
        Matcher read = Pattern.compile(".*?" + pattern + ".*").matcher(question);
        if (!read.matches()) {
            throw new AssertionError("this is no question: " + question);
        }
        List<String> numbers = Arrays.asList(words.getString("numbers").split(" "));
        int sum = numbers.indexOf(read.group("one")) + 2 + numbers.indexOf(read.group("other")) + 2;
        for (String kind : List.of("colour", "animal", "weekday", "tool")) {
            if (words.getString("kind." + kind).equals(read.group("kind"))) {
                List<String> members = Arrays.asList(words.getString(kind).split(" "));
                for (String choice : read.group("words").split(Pattern.quote(words.getString("between")))) {
                    if (members.contains(choice)) {
                        return sum + " " + choice;
                    }
                }
            }
        }
        throw new AssertionError("nothing answers: " + question);
    }
}
