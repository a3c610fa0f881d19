package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.PublicSubprocessors;
import ai.ominigate.model.subprocessor.SubprocessorListState;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.privacy.legal.LegalPage;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** A list as a page to read. */
final class SubprocessorPage {
    private final PublicSubprocessors list;
    private final Words words;
    private final LegalPage page;

    private SubprocessorPage(PublicSubprocessors list, LegalLocale locale, String permalink) {
        this.list = list;
        this.words = new Words(locale);
        this.page = new LegalPage(
                locale,
                permalink,
                locale.either("Subprocessors", "子处理方"),
                locale.either("Subprocessors of OminiGate", "OminiGate 子处理方列表"));
        page.head()
                .appendElement("link")
                .attr("rel", "alternate")
                .attr("type", "application/atom+xml")
                .attr("href", SubprocessorFeed.PATH);
    }

    static LegalPage of(PublicSubprocessors list, LegalLocale locale) {
        String permalink = list.version() == null ? "/legal/subprocessors" : "/legal/subprocessors/" + list.version();
        SubprocessorPage made = new SubprocessorPage(list, locale, permalink);
        if (list.state() == SubprocessorListState.DRAFT) {
            made.page.notice(locale.either(
                    "A list of our subprocessors is being prepared. It will be published here.",
                    "我们的子处理方列表正在准备中，将在此处公布。"));
        } else {
            made.published(permalink);
        }
        return made.page;
    }

    private void published(String permalink) {
        page.date(
                words.either("Published: ", "公布日期："),
                Objects.requireNonNull(list.publishedAt()).toString().substring(0, "2026-04-27".length()));
        if (list.state() == SubprocessorListState.SUPERSEDED) {
            page.notice(words.either(
                    "This is an earlier list. The present one is at /legal/subprocessors.",
                    "这是以前的列表。现行列表见 /legal/subprocessors。"));
        } else {
            String day = words.locale().day(Objects.requireNonNull(list.effectiveAt()));
            page.notice(words.either(
                    "What is new in this list is used from " + day + " (UTC) on. New in it: " + list.summary(),
                    "此列表的新增内容自 " + day + "（UTC）起使用。变化：" + list.summary()));
        }
        page.article()
                .appendElement("p")
                .text(words.either(
                        "These companies process personal data for us, for the purposes that are named and no others.",
                        "以下公司代表我们处理个人数据，且仅用于所列目的。"));
        list.entries().forEach(this::entry);
        Element feed = page.footer().appendElement("p");
        feed.text(words.either("Follow changes: ", "订阅变更："));
        feed.appendElement("a").attr("href", SubprocessorFeed.PATH).text(SubprocessorFeed.PATH);
        page.version(Objects.requireNonNull(list.version()), permalink, Objects.requireNonNull(list.sha256()));
    }

    private void entry(ListedSubprocessor entry) {
        page.article().appendElement("h2").text(entry.name());
        Element facts = page.article().appendElement("dl");
        add(facts, words.either("Role", "角色"), words.of(entry.role()));
        add(
                facts,
                words.either("Data", "数据"),
                joined(entry.dataCategories().stream().map(words::of)));
        add(
                facts,
                words.either("Purpose", "目的"),
                joined(entry.purposes().stream().map(words::of)));
        add(
                facts,
                words.either("Where", "地点"),
                joined(entry.countries().stream().map(words::country)));
        if (entry.transferBasis() != null) {
            add(facts, words.either("Transfer", "传输依据"), words.of(entry.transferBasis()));
        }
        String checked = entry.noTrainingCheckedOn() == null
                ? ""
                : words.either(
                        " (checked " + entry.noTrainingCheckedOn() + ")", "（核查于 " + entry.noTrainingCheckedOn() + "）");
        add(facts, words.either("Training", "模型训练"), words.of(entry.noTraining()) + checked);
        if (entry.usedFrom() != null) {
            add(facts, words.either("Used from", "使用起始"), words.locale().day(entry.usedFrom()));
        }
    }

    private static void add(Element facts, String what, String text) {
        facts.appendElement("dt").text(what);
        facts.appendElement("dd").text(text);
    }

    private String joined(Stream<String> parts) {
        return parts.collect(Collectors.joining(words.comma()));
    }
}
