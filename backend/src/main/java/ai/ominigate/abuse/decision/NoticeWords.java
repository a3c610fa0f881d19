package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.Usd;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.RequiredStep;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What letters to owners name, in words of one language. */
final class NoticeWords {
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle words;

    private NoticeWords(Locale language) {
        this.language = language;
        this.words =
                ResourceBundle.getBundle("abuse.notices", language, NoticeWords.class.getClassLoader(), NO_FALLBACK);
    }

    /** Every Chinese is served the one that we have; every language that we do not have, English. */
    static NoticeWords in(Locale asked) {
        return new NoticeWords(
                asked.getLanguage().equals(Locale.CHINESE.getLanguage()) ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH);
    }

    String category(@Nullable AbuseCategory category) {
        return words.getString("category." + (category == null ? AbuseCategory.OTHER : category).name());
    }

    /** What is restricted. */
    String scope(Decision decision) {
        String whose = decision.entity() instanceof Entity.Key key
                ? words.getString("whose.key").replace("{key}", key.id().toString())
                : words.getString("whose.account");
        String sentence = switch (decision.action()) {
            case THROTTLE -> words.getString("scope.throttle").replace("{limits}", limits(decision.throttle()));
            case SUSPEND_KEY, SUSPEND_ACCOUNT, BAN_ACCOUNT -> words.getString("scope.all");
            case REFUND_AND_CLOSE -> words.getString("scope.closed");
            case REQUIRE_STEP ->
                words.getString(decision.step() == RequiredStep.CONFIRM_CARD ? "scope.card" : "scope.step");
            case DISMISS, ALLOW, WARN, BLOCK_NETWORK -> words.getString("scope.nothing");
        };
        return sentence.replace("{whose}", whose);
    }

    private String limits(@Nullable Throttle throttle) {
        Double perSecond = throttle == null ? null : throttle.requestsPerSecond();
        Long perHour = throttle == null ? null : throttle.nanosPerHour();
        String requests =
                perSecond == null ? "" : words.getString("limit.requests").replace("{number}", perSecond.toString());
        String dollars = perHour == null
                ? ""
                : words.getString("limit.dollars").replace("{number}", new Usd(perHour).toString());
        return requests.isEmpty() || dollars.isEmpty()
                ? requests + dollars
                : words.getString("limit.or").replace("{one}", requests).replace("{other}", dollars);
    }

    /** Until when it is. */
    String until(Decision decision) {
        Instant end = decision.endsAt();
        String moment = end == null ? words.getString("until.open") : moment(end);
        return switch (decision.action()) {
            case SUSPEND_KEY -> words.getString("until.rotated").replace("{moment}", moment);
            case BAN_ACCOUNT -> words.getString("until.reviewed").replace("{moment}", moment);
            case REFUND_AND_CLOSE -> words.getString("until.appealed");
            default -> moment;
        };
    }

    private String moment(Instant instant) {
        return DateTimeFormatter.ofPattern(words.getString("moment"), language)
                .withZone(ZoneOffset.UTC)
                .format(instant);
    }

    /** The words of this name, in which nothing is filled in. */
    String of(String name) {
        return words.getString(name);
    }
}
