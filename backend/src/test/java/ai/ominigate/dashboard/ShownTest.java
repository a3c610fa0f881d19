package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How amounts, counts and times stand on a page. */
class ShownTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:14:38Z");

    private final Shown english = new Shown(Language.ENGLISH, ZoneId.of("America/New_York"), NOW);
    private final Shown chinese = new Shown(Language.CHINESE, ZoneId.of("Asia/Shanghai"), NOW);

    @ParameterizedTest
    @CsvSource({
        "12340000000,      $12.34,         $12.34",
        "412500,           $0.0004125,     $0.0004125",
        "1,                $0.000000001,   $0.000000001",
        "0,                $0.00,          $0.00",
        "9999999,          $0.009999999,   $0.009999999",
        "10000000,         $0.01,          $0.01",
        "12345678901,      $12.35,         $12.345678901",
        "1234567890000000, '$1,234,567.89', '$1,234,567.89'",
        "-3000000000,      −$3.00,         −$3.00",
        "-412500,          −$0.0004125,    −$0.0004125",
    })
    void moneyIsExactBelowACentAndToTheCentAbove(long nanos, String shown, String exact) {
        assertThat(english.money(nanos)).isEqualTo(shown);
        assertThat(english.exact(nanos)).isEqualTo(exact);
    }

    @Test
    void programsReadMoneyWithNinePlaces() {
        assertThat(english.plain(12_340_000_000L)).isEqualTo("12.340000000");
    }

    @ParameterizedTest
    @CsvSource({"2500000, $2.50", "37500, $0.0375", "0, $0.00", "1000000000, '$1,000.00'"})
    void ratesAreForAMillion(long pico, String shown) {
        assertThat(english.perMillion(pico)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "PT5S,  just now,       刚刚",
        "PT1M,  1 minute ago,   1 分钟前",
        "PT59M, 59 minutes ago, 59 分钟前",
        "PT1H,  1 hour ago,     1 小时前",
        "P1D,   yesterday,      1 天前",
        "P3D,   3 days ago,     3 天前",
        "P40D,  'Oct 18, 2026', 2026年10月18日",
    })
    void timesAreToldFromNow(Duration before, String inEnglish, String inChinese) {
        assertThat(english.ago(NOW.minus(before))).isEqualTo(inEnglish);
        assertThat(chinese.ago(NOW.minus(before))).isEqualTo(inChinese);
    }

    @Test
    void aMomentInFullNamesItsZone() {
        assertThat(english.moment(NOW)).isEqualToNormalizingWhitespace("Nov 27, 2026, 5:14:38 AM EST");
        assertThat(english.moment(Instant.parse("2026-07-01T12:00:00Z"))).endsWith("EDT");
        assertThat(chinese.moment(NOW)).startsWith("2026年11月27日").endsWith("CST");
    }

    @Test
    void idsAreShortenedInTheMiddle() {
        assertThat(english.shortId("019345ab-7c1d-7aaa-8bbb-0123456789ab")).isEqualTo("019345ab…89ab");
        assertThat(english.shortId("short")).isEqualTo("short");
    }
}
