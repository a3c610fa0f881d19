package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.privacy.legal.LegalLocale;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence that tells a length of time, and what it tells it of. The head of a list belongs to each of its points.
 *
 * @param classes that the sentence names
 * @param around that are named nearby, if the sentence names none but is about keeping
 * @param isAboutKeeping whether it says, or stands where is said, for how long something is kept
 */
record ToldWindow(
        String sentence, Set<DataClass> classes, Set<DataClass> around, List<Span> spans, boolean isAboutKeeping) {
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?]) |(?<=[。！？；;])");
    private static final Pattern HEADING = Pattern.compile("\\d+\\. .*");
    private static final Pattern KEEPING = Pattern.compile(
            "(?<!\\p{L})(?:keep|keeps|kept|retain|retains|retained|retention|store|stores|stored|hold|held|delete|deletes|deleted|erased|purged)(?!\\p{L})|保留|保存|存储|储存|留存|删除|清除");

    private static final List<Name> NAMES = names();

    private record Name(DataClass dataClass, Pattern pattern, int length) {}

    /** The longest first, so that the audit log is not taken for a log. */
    private static List<Name> names() {
        List<Name> names = new ArrayList<>();
        for (DataClass dataClass : DataClass.values()) {
            for (String word : ClassWords.of(dataClass).in(LegalLocale.ENGLISH)) {
                String plural = "(?<!\\p{L})" + Pattern.quote(word) + "s?(?!\\p{L})";
                names.add(new Name(dataClass, Pattern.compile(plural), word.length()));
            }
            for (String word : ClassWords.of(dataClass).in(LegalLocale.CHINESE)) {
                String plain = word.toLowerCase(Locale.ROOT);
                names.add(new Name(dataClass, Pattern.compile(Pattern.quote(plain)), word.length()));
            }
        }
        names.sort(Comparator.comparingInt(Name::length).reversed());
        return names;
    }

    /** All of a text. */
    static List<ToldWindow> in(String text) {
        List<ToldWindow> told = new ArrayList<>();
        String heading = "";
        String head = "";
        for (String line : text.lines().map(each -> Span.plain(each).strip()).toList()) {
            boolean isPoint = line.startsWith("- ");
            if (HEADING.matcher(line).matches()) {
                heading = line;
                head = "";
            } else if (!isPoint) {
                head = line.endsWith(":") ? line + " " : "";
            }
            String paragraph = isPoint ? head + line.substring(2) : line;
            for (String sentence : SENTENCE_END.split(paragraph)) {
                List<Span> spans = Span.in(sentence);
                if (!spans.isEmpty()) {
                    String whole = isPoint && !sentence.startsWith(head) ? head + sentence : sentence;
                    told.add(new ToldWindow(
                            sentence.strip(),
                            named(whole),
                            named(paragraph),
                            spans,
                            isAboutKeeping(whole) || isAboutKeeping(heading)));
                }
            }
        }
        return told;
    }

    private static boolean isAboutKeeping(String text) {
        return KEEPING.matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    private static Set<DataClass> named(String text) {
        Set<DataClass> named = EnumSet.noneOf(DataClass.class);
        String left = text.toLowerCase(Locale.ROOT);
        for (Name name : NAMES) {
            Matcher matcher = name.pattern().matcher(left);
            if (matcher.find()) {
                named.add(name.dataClass());
                left = matcher.replaceAll("·");
            }
        }
        return named;
    }

    /** Whether it says of this class and no other that this is its window, and no other time. */
    boolean promises(DataClass dataClass, Span window) {
        return classes.equals(Set.of(dataClass)) && spans.stream().allMatch(window::equals);
    }

    /** Whether people would take one of its times for the window of this class. */
    boolean tells(DataClass dataClass, Span window) {
        if (!classes.isEmpty()) {
            return classes.contains(dataClass);
        }
        return isAboutKeeping && (around.isEmpty() ? spans.contains(window) : around.contains(dataClass));
    }
}
