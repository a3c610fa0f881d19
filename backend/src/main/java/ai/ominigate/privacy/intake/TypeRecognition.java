package ai.ominigate.privacy.intake;

import ai.ominigate.model.privacy.RequestType;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a mail asks for by the phrases of six languages. It reads what the sender wrote, sentence by sentence; what
 * they quote counts only where they wrote nothing themselves. It would rather leave a mail to a person than be wrong.
 */
final class TypeRecognition {
    /** Longer sentences are read to here. */
    private static final int LONGEST_SENTENCE = 600;

    private static final int MOST_SENTENCES = 400;

    private static final Pattern QUOTE_BEGINS = Pattern.compile(
            "(?m)^(>|-{2,} ?(original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original"
                    + "|原始邮件|転送|元のメッセージ)|_{10,}|on .{5,80} wrote:|am .{5,80} schrieb.*:|le .{5,80} a écrit ?:"
                    + "|el .{5,80} escribió:|.{0,60}写道[：:]|.{0,60}のメッセージ[：:])");
    private static final Pattern SIGNATURE_BEGINS = Pattern.compile("(?m)^-- ?$");
    private static final Pattern FORWARDED = Pattern.compile("^(fwd?|wg|tr|rv|转发|転送) ?[:：]");
    private static final Pattern ARTICLE =
            Pattern.compile("(article|artikel|artículo|art\\.?|第) ?(?<number>15|16|17|18|20|21)\\b");
    private static final Map<String, RequestType> ARTICLES = Map.of(
            "15", RequestType.ACCESS,
            "16", RequestType.CORRECTION,
            "17", RequestType.DELETION,
            "18", RequestType.RESTRICTION,
            "20", RequestType.PORTABILITY,
            "21", RequestType.OBJECTION);
    private static final Pattern SENTENCE_ENDS = Pattern.compile(
            "(?<=(?<!\\b(art|abs|no|nr|bzw|mr|mrs|dr|núm))[.!?;])\\s+|(?<=[。！？；])|\\n{2,}|\\n(?=\\s*([-*•]|\\d+[.)]))");

    private TypeRecognition() {}

    /** What the mail with this subject and text asks for. */
    static Recognised of(String subject, String text) {
        String whole = normal(text);
        String own = own(whole);
        String read = own.isBlank() || FORWARDED.matcher(normal(subject)).find() ? whole : own;
        Phrases phrases = language(read + " " + normal(subject));
        if (phrases == null) {
            return new Recognised.Uncertain();
        }
        List<String> sentences = sentences(read);
        Set<RequestType> claims = claims(sentences, phrases);
        if (claims.isEmpty()) {
            claims = article(read + " " + normal(subject));
        }
        if (claims.isEmpty()) {
            claims = claims(List.of(normal(subject)), phrases);
        }
        if (!claims.isEmpty()) {
            return new Recognised.Types(claims);
        }
        return isQuestion(sentences, read, phrases)
                ? Recognised.Types.of(RequestType.QUESTION)
                : new Recognised.Uncertain();
    }

    /** What is not understood is no question for that: it has to ask something, or to be about something else than data. */
    private static boolean isQuestion(List<String> sentences, String read, Phrases phrases) {
        boolean asksAbout = sentences.stream().anyMatch(sentence -> Phrases.anyIn(phrases.how(), sentence));
        boolean isAboutOther = read.indexOf('?') >= 0 || Phrases.anyIn(phrases.other(), read);
        return asksAbout || isAboutOther && !Phrases.anyIn(phrases.hints(), read);
    }

    /** The one that most words are of; null if there are none of any that we know. */
    private static @Nullable Phrases language(String text) {
        return Phrases.ALL.stream()
                .filter(phrases -> phrases.wordsIn(text) > 0)
                .max(Comparator.comparingLong(phrases -> phrases.wordsIn(text)))
                .orElse(null);
    }

    /** By its number in the GDPR, for those who say no more. */
    private static Set<RequestType> article(String text) {
        Set<RequestType> types = EnumSet.noneOf(RequestType.class);
        Matcher article = ARTICLE.matcher(text);
        while (article.find()) {
            types.add(ARTICLES.get(article.group("number")));
        }
        return types;
    }

    private static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replace('’', '\'')
                .toLowerCase(Locale.ROOT);
    }

    private static String own(String text) {
        return SIGNATURE_BEGINS.split(QUOTE_BEGINS.split(text, 2)[0], 2)[0];
    }

    private static List<String> sentences(String text) {
        return Arrays.stream(SENTENCE_ENDS.split(text))
                .map(sentence -> sentence.replaceAll("\\s+", " ").strip())
                .filter(sentence -> !sentence.isEmpty())
                .limit(MOST_SENTENCES)
                .map(sentence ->
                        sentence.length() > LONGEST_SENTENCE ? sentence.substring(0, LONGEST_SENTENCE) : sentence)
                .toList();
    }

    private static Set<RequestType> claims(List<String> sentences, Phrases phrases) {
        List<String> told = sentences.stream()
                .filter(sentence -> !Phrases.anyIn(phrases.how(), sentence))
                .toList();
        Set<RequestType> claims = EnumSet.noneOf(RequestType.class);
        for (int i = 0; i < told.size(); i++) {
            String sentence = told.get(i);
            String withNext = i + 1 < told.size() ? sentence + " " + told.get(i + 1) : sentence;
            phrases.claims().forEach((type, patterns) -> {
                String where = type == RequestType.CORRECTION || type == RequestType.PORTABILITY ? withNext : sentence;
                boolean notWanted = type == RequestType.DELETION && Phrases.anyIn(phrases.not(), sentence)
                        || type == RequestType.COMPLAINT && Phrases.anyIn(phrases.pending(), sentence);
                if (!notWanted && Phrases.anyIn(patterns, where)) {
                    claims.add(type);
                }
            });
        }
        return claims;
    }
}
