package ai.ominigate.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.privacy.legal.LegalLocale;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read in a text about how long something is kept. */
class ToldWindowTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Operational logs are kept for 30 days.",
                "We keep IP addresses for thirty (30) days, no longer.",
                "IP addresses are in a 30-day window.",
                "What we log, as request headers, stays for 30\u00a0calendar days",
                "We delete access logs after thirty days!",
                "运行日志保留 30 天。",
                "我们将运行日志保留三十天。",
                "IP 地址在３０日后删除。",
            })
    void aWindowIsToldInFiguresOrWords(String text) {
        assertThat(promises(text, DataClass.OPERATIONAL_LOG, Period.ofDays(30))).isTrue();
        assertThat(promises(text, DataClass.OPERATIONAL_LOG, Period.ofDays(3))).isFalse();
        assertThat(promises(text, DataClass.USAGE, Period.ofDays(30))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Usage metadata is kept for 13 months. | P13M",
                "Usage metadata is kept for a year. | P12M",
                "Usage metadata is kept for one year and one month. | P13M",
                "Usage metadata is kept for 1.5 years. | P18M",
                "Usage metadata is kept for one hundred and eighty days. | P180D",
                "Usage metadata is kept for twenty-five months. | P25M",
                "Usage metadata is kept for 26 weeks. | P182D",
                "Usage metadata is kept for 48 hours. | P2D",
                "使用元数据保留十三个月。 | P13M",
                "使用元数据保留两年。 | P24M",
                "使用元数据保留一年零一个月。 | P13M",
                "使用元数据保留一百八十天。 | P180D",
                "使用元数据保留半年。 | P6M",
                "自 2026 年 12 月 1 日起，使用元数据保留 25 个月。 | P25M"
            })
    void theSameTimeInOtherUnitsIsTheSame(String text, Period window) {
        assertThat(promises(text, DataClass.USAGE, window)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Operational logs are kept. Letters go after 30 days.",
                "Operational logs and usage metadata are kept for 30 days.",
                "Operational logs are kept for 14 days, and read by people who have 30 days for it.",
                "Operational logs are kept for 130 days.",
                "Operational logs are kept for 30.",
                "Details of the audit log are kept for 30 days.",
                "We keep it for 30 days.",
            })
    void whatIsSaidOfSomethingElseOrUnclearlyIsNoPromise(String text) {
        assertThat(promises(text, DataClass.OPERATIONAL_LOG, Period.ofDays(30))).isFalse();
    }

    @Test
    void theHeadOfAListBelongsToItsPoints() {
        String text = "Policy\n3. Retention\nOperational logs:\n- 30 days\n- then they are gone";

        assertThat(promises(text, DataClass.OPERATIONAL_LOG, Period.ofDays(30))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Operational logs: 99 days.",
                "Operational logs and letters are kept for 14 days.",
                "3. Retention\nOperational logs go at last. That is after 99 days.",
                "Everything is kept for 14 days.",
                "3. 保留期限\n所有数据在 14 天后消失。",
            })
    void peopleWouldTakeItForTheWindowOfTheLog(String text) {
        assertThat(tells(text, DataClass.OPERATIONAL_LOG, Period.ofDays(14))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "We answer within 14 days.",
                "Everything is kept for 15 days.",
                "Letters are kept for 14 days.",
                "Last updated: 2026-04-27. Operational logs are retained briefly.",
                "自 2026 年 4 月 14 日起，运行日志仅短期保留。",
            })
    void nobodyWouldTakeItForTheWindowOfTheLog(String text) {
        assertThat(tells(text, DataClass.OPERATIONAL_LOG, Period.ofDays(14))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(DataClass.class)
    void eachClassHasWordsInEachLanguageThatAreItsOwn(DataClass dataClass) {
        for (LegalLocale locale : LegalLocale.values()) {
            assertThat(ClassWords.of(dataClass).in(locale)).isNotEmpty().allSatisfy(word -> {
                assertThat(word).isEqualTo(word.strip()).isNotEmpty();
                assertThat(promises(word + ": 7 days", dataClass, Period.ofDays(7)))
                        .as("%s means %s alone", word, dataClass)
                        .isTrue();
            });
        }
    }

    private static boolean promises(String text, DataClass dataClass, Period window) {
        return ToldWindow.in(text).stream().anyMatch(told -> told.promises(dataClass, Span.of(window)));
    }

    private static boolean tells(String text, DataClass dataClass, Period window) {
        return ToldWindow.in(text).stream().anyMatch(told -> told.tells(dataClass, Span.of(window)));
    }
}
