package ai.ominigate.privacy.intake;

import ai.ominigate.model.privacy.RequestType;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
 * they quote counts only where they wrote nothing themselves. It would rather leave a mail to a person than be wrong: if there
 * is one sentence in which somebody wants something, and it is not understood what, then the mail is not understood.
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
    /** What takes more than one sentence to say. */
    private static final Set<RequestType> GO_ON =
            EnumSet.of(RequestType.CORRECTION, RequestType.PORTABILITY, RequestType.RESTRICTION);

    /** Where deleting is spoken of, as it is wanted, or not. */
    private static final Set<RequestType> SPEAK_OF_DELETING =
            EnumSet.of(RequestType.DELETION, RequestType.RESTRICTION, RequestType.OBJECTION);

    private static final Pattern HAN_OR_KANA = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]");
    private static final int SHORT_CHARACTERS = 16;
    private static final int SHORT_WORDS = 7;

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
        Understood understood = Understood.of(sentences, phrases);
        Set<RequestType> claims = understood.claims();
        if (claims.isEmpty()) {
            claims = article(read + " " + normal(subject));
        }
        if (claims.isEmpty()) {
            claims = Understood.of(List.of(normal(subject)), phrases).claims();
        }
        if (!claims.isEmpty() && (understood.claims().isEmpty() || understood.whole())) {
            return new Recognised.Types(claims);
        }
        return claims.isEmpty() && understood.whole() && isQuestion(sentences, read, phrases)
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

    /**
     * What sentences ask for.
     *
     * @param whole whether there is none in which somebody wants something that is not understood
     */
    private record Understood(Set<RequestType> claims, boolean whole) {
        static Understood of(List<String> sentences, Phrases phrases) {
            List<String> told = sentences.stream()
                    .filter(sentence -> !Phrases.anyIn(phrases.how(), sentence))
                    .toList();
            Set<RequestType> claims = EnumSet.noneOf(RequestType.class);
            List<String> open = new ArrayList<>();
            Set<RequestType> before = Set.of();
            for (int i = 0; i < told.size(); i++) {
                Set<RequestType> here = claims(told.get(i), i + 1 < told.size() ? told.get(i + 1) : "", phrases);
                if (here.isEmpty() && Collections.disjoint(before, GO_ON)
                        || Collections.disjoint(here, SPEAK_OF_DELETING) && isToBeGone(told.get(i), phrases)) {
                    open.add(told.get(i));
                }
                claims.addAll(here);
                before = here;
            }
            return new Understood(
                    claims, open.stream().noneMatch(sentence -> wantsSomethingElse(sentence, claims, phrases)));
        }

        private static boolean isToBeGone(String sentence, Phrases phrases) {
            boolean onlyAsks = sentence.endsWith("?") && !Phrases.anyIn(phrases.wishes(), sentence);
            return Phrases.anyIn(phrases.gone(), sentence) && !onlyAsks && !Phrases.anyIn(phrases.not(), sentence);
        }

        /** Than what is understood: a word or two more about that is nothing else, nor is a hand with something that is no right. */
        private static boolean wantsSomethingElse(String sentence, Set<RequestType> claims, Phrases phrases) {
            if (Phrases.anyIn(phrases.gone(), sentence)) {
                return isToBeGone(sentence, phrases) && !claims.contains(RequestType.DELETION);
            }
            boolean wants = Phrases.anyIn(phrases.wishes(), sentence) && !Phrases.anyIn(phrases.fine(), sentence);
            boolean isMore = !claims.isEmpty() && isShort(sentence) || Phrases.anyIn(phrases.other(), sentence);
            return wants && (!isMore || Phrases.anyIn(phrases.hints(), sentence));
        }

        private static boolean isShort(String sentence) {
            return HAN_OR_KANA.matcher(sentence).find()
                    ? sentence.length() <= SHORT_CHARACTERS
                    : sentence.split(" ").length <= SHORT_WORDS;
        }

        private static Set<RequestType> claims(String sentence, String next, Phrases phrases) {
            Set<RequestType> claims = EnumSet.noneOf(RequestType.class);
            phrases.claims().forEach((type, patterns) -> {
                String where = GO_ON.contains(type) ? (sentence + " " + next).strip() : sentence;
                boolean notWanted = type == RequestType.DELETION && Phrases.anyIn(phrases.not(), sentence)
                        || type == RequestType.ACCESS
                                && isToBeGone(sentence, phrases)
                                && !Phrases.anyIn(phrases.copies(), sentence)
                        || type == RequestType.COMPLAINT && Phrases.anyIn(phrases.pending(), sentence);
                if (!notWanted && Phrases.anyIn(patterns, where)) {
                    claims.add(type);
                }
            });
            return claims;
        }
    }
}
