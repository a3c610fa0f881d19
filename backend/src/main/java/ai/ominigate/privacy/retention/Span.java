package ai.ominigate.privacy.retention;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as a text tells it, in English or Chinese, in figures or in words: "13 months", "a 30-day window",
 * "thirty (30) days", "两年". What is the same time is equal, as 1 year and 12 months.
 */
record Span(long months, long days) {
    private static final String UNITS =
            "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen";
    private static final String TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    private static final String BELOW_HUNDRED = "(?:(?:%s)(?:[ -](?:%s))?|%s)".formatted(TENS, UNITS, UNITS);
    private static final String ENGLISH_NUMBER =
            "(?:(?:an?|one|two|three|four|five|six|seven|eight|nine) hundred(?: and)?(?: %s)?|%s|(?<=(?:for|after|within|than|of|to) )an?)"
                    .formatted(BELOW_HUNDRED, BELOW_HUNDRED);
    private static final String CHINESE_DIGITS = "零一二三四五六七八九";

    private static final Pattern ENGLISH = Pattern.compile(
            "(?<![\\p{L}\\p{N}.])(?<number>\\d+(?:\\.\\d+)?|%s)\\)?[ -]+(?:(?:calendar|consecutive|full|whole|more|further)[ -])?(?<unit>hour|day|week|month|year)s?(?!\\p{L})"
                    .formatted(ENGLISH_NUMBER),
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CHINESE = Pattern.compile(
            "(?<number>\\d+(?:\\.\\d+)?|[零一二两三四五六七八九十百]+|半) ?(?:个? ?(?:自然|日历|连续|整)?)?(?<unit>小时|个月|月(?=份?内|期)|天|日|周|星期|年)");

    /** Days of a calendar, which are no lengths of time. */
    private static final Pattern DATE =
            Pattern.compile("\\d{4} ?年(?: ?\\d{1,2} ?月(?: ?\\d{1,2} ?日)?)?|\\d{1,2} ?月 ?\\d{1,2} ?日");

    /** What joins the parts of one length, as 1 year and 2 months. */
    private static final Pattern JOINT = Pattern.compile(" ?(?:and|又|零|加)? ?");

    private static final Map<String, Integer> ENGLISH_WORDS = englishWords();

    private static Map<String, Integer> englishWords() {
        Map<String, Integer> words = new HashMap<>(Map.of("a", 1, "an", 1));
        String[] units = UNITS.split("\\|");
        for (int i = 0; i < units.length; i++) {
            words.put(units[i], i + 1);
        }
        String[] tens = TENS.split("\\|");
        for (int i = 0; i < tens.length; i++) {
            words.put(tens[i], 10 * (i + 2));
        }
        return words;
    }

    static Span of(Period window) {
        return new Span(window.toTotalMonths(), window.getDays());
    }

    /** A text in which what looks the same is the same, for {@link #in}. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replaceAll("[\\p{Pd}]", "-")
                .replaceAll("\\s+", " ");
    }

    /** All lengths of time in a {@link #plain} text, in their order. */
    static List<Span> in(String text) {
        String withoutDates = DATE.matcher(text).replaceAll("·");
        List<Span> spans = new ArrayList<>();
        spans.addAll(in(withoutDates, ENGLISH));
        spans.addAll(in(withoutDates, CHINESE));
        return spans;
    }

    private static List<Span> in(String text, Pattern pattern) {
        List<Span> spans = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        int end = -1;
        while (matcher.find()) {
            Span span = of(matcher.group("number"), matcher.group("unit").toLowerCase(Locale.ROOT));
            boolean isPart = end >= 0
                    && spans.getLast().days == 0
                    && JOINT.matcher(text.substring(end, matcher.start())).matches();
            if (isPart) {
                spans.set(spans.size() - 1, spans.getLast().plus(span));
            } else {
                spans.add(span);
            }
            end = matcher.end();
        }
        return spans;
    }

    private Span plus(Span other) {
        return new Span(months + other.months, days + other.days);
    }

    private static Span of(String number, String unit) {
        BigDecimal count = number(number);
        return switch (unit) {
            case "year", "年" -> new Span(times(count, 12), 0);
            case "month", "个月", "月" -> new Span(times(count, 1), 0);
            case "week", "周", "星期" -> new Span(0, times(count, 7));
            case "hour", "小时" ->
                new Span(
                        0,
                        count.divide(BigDecimal.valueOf(24), RoundingMode.CEILING)
                                .longValue());
            default -> new Span(0, times(count, 1));
        };
    }

    private static long times(BigDecimal count, int each) {
        return count.multiply(BigDecimal.valueOf(each))
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
    }

    private static BigDecimal number(String text) {
        if (Character.isDigit(text.charAt(0))) {
            return new BigDecimal(text);
        }
        if (text.equals("半")) {
            return new BigDecimal("0.5");
        }
        return BigDecimal.valueOf(text.charAt(0) < 128 ? english(text) : chinese(text));
    }

    private static long english(String text) {
        long sum = 0;
        for (String word : text.toLowerCase(Locale.ROOT).split("[ -]")) {
            sum = word.equals("hundred") ? sum * 100 : sum + ENGLISH_WORDS.getOrDefault(word, 0);
        }
        return sum;
    }

    private static long chinese(String text) {
        long sum = 0;
        long digit = 0;
        for (char c : text.replace('两', '二').toCharArray()) {
            switch (c) {
                case '百' -> {
                    sum += Math.max(1, digit) * 100;
                    digit = 0;
                }
                case '十' -> {
                    sum += Math.max(1, digit) * 10;
                    digit = 0;
                }
                default -> digit = CHINESE_DIGITS.indexOf(c);
            }
        }
        return sum + digit;
    }
}
