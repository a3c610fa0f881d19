package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.SlaLabel;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.reveal.MaskedValue;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseEvent;
import ai.ominigate.model.abuse.CaseEvidence;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.EvidenceSample;
import ai.ominigate.model.abuse.FlagDetails;
import ai.ominigate.model.abuse.RelatedCase;
import ai.ominigate.model.abuse.ScoreTable;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** A case that is open: what it is about, why it scores as it does, what is kept as evidence, and what happened to it. */
final class CasePane extends VBox {

    private final Tools tools;
    private final Text text;
    private final Moments moments;
    private final Wording wording;
    private final Function<CaseSummary, List<Node>> buttons;
    private final Consumer<String> openCase;
    private final VBox content = new VBox();

    /**
     * @param buttons what can be done with a case
     * @param openCase opens another one, by its id
     */
    CasePane(Tools tools, Function<CaseSummary, List<Node>> buttons, Consumer<String> openCase) {
        this.tools = tools;
        this.text = tools.text();
        this.moments = tools.moments();
        this.wording = new Wording(text);
        this.buttons = buttons;
        this.openCase = openCase;
        setId("case");
        getStyleClass().add("detail");
        content.getStyleClass().addAll("detail-content", "case-content");
        ScrollPane scrolled = new ScrollPane(content);
        scrolled.setFitToWidth(true);
        scrolled.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scrolled.getStyleClass().add("edge-to-edge");
        VBox.setVgrow(scrolled, Priority.ALWAYS);
        getChildren().add(scrolled);
    }

    void show(CasesViewModel.Opened opened, Runnable retry) {
        switch (opened) {
            case CasesViewModel.Opened.None() -> content.getChildren().clear();
            case CasesViewModel.Opened.Opening _ -> {
                Label loading = new Label(text.get("abuse.case.loading"));
                loading.getStyleClass().add("quiet");
                content.getChildren().setAll(loading);
            }
            case CasesViewModel.Opened.Failed failed ->
                content.getChildren().setAll(new ErrorPane(failed.failure(), text, moments, retry));
            case CasesViewModel.Opened.Open open -> show(open.details());
        }
    }

    private void show(CaseDetails details) {
        CaseSummary summary = details.summary();
        content.getChildren()
                .setAll(
                        head(summary),
                        facts(summary),
                        actions(summary),
                        section(text.get("abuse.score.of", summary.score())),
                        score(details.score(), details.flags()));
        sums(details.score()).ifPresent(content.getChildren()::add);
        content.getChildren()
                .addAll(
                        section(text.get("abuse.evidence")),
                        evidence(summary.id(), details.evidence()),
                        section(text.get("abuse.timeline")),
                        timeline(details.timeline()),
                        section(text.get("abuse.related")),
                        related(details.related()));
    }

    private Node head(CaseSummary summary) {
        Label entity = Dialogs.wrapped(Wording.bare(summary.entity()));
        entity.setId("case-entity");
        entity.getStyleClass().add("heading");
        Node name = summary.kind() == EntityKind.NETWORK ? address(summary) : entity;
        FontIcon icon = new FontIcon(Wording.icon(summary.kind()));
        HBox line = new HBox(icon, name);
        line.setAccessibleText(wording.heard(summary));
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("score");
        FlowPane badges = new FlowPane(
                new StateBadge(wording.priority(summary.priority())), new StateBadge(wording.status(summary.status())));
        if (!CasesViewModel.isDone(summary)) {
            badges.getChildren()
                    .add(new StateBadge(SlaLabel.badge(summary.openedAt(), summary.dueAt(), text, moments)));
        }
        if (summary.claim() != null) {
            badges.getChildren().add(new StateBadge(new Badge(Meaning.INFORMATION, claim(summary))));
        }
        badges.getStyleClass().add("buttons");
        VBox head = new VBox(line, badges);
        head.getStyleClass().add("form");
        return head;
    }

    private Node address(CaseSummary summary) {
        String name = "case:" + summary.id();
        MaskedValue value = new MaskedValue(
                tools, Wording.bare(summary.entity()), name, PersonalField.ADDRESS, Purpose.ABUSE, name);
        value.getStyleClass().add("heading");
        return value;
    }

    /** Who works on it, and how. */
    private String claim(CaseSummary summary) {
        var claim = Objects.requireNonNull(summary.claim());
        String key = claim.typing() ? "abuse.claim.typing" : claim.held() ? "abuse.claim.held" : "abuse.claim.works";
        return text.get(key, claim.by().name());
    }

    private Node facts(CaseSummary summary) {
        Label line = Dialogs.wrapped(text.get(
                "abuse.case.line",
                wording.families(summary.families()),
                summary.events(),
                summary.accounts(),
                moments.relative(summary.firstSeen()),
                moments.relative(summary.lastSeen())));
        line.getStyleClass().add("quiet");
        return line;
    }

    private Node actions(CaseSummary summary) {
        FlowPane pane = new FlowPane();
        pane.getStyleClass().add("buttons");
        pane.getChildren().setAll(buttons.apply(summary));
        return pane;
    }

    private static Label section(String title) {
        Label label = new Label(title);
        label.getStyleClass().addAll("field-name", "part");
        return label;
    }

    // Score

    private Node score(ScoreTable score, List<FlagDetails> flags) {
        Sheet<FlagDetails> sheet = new Sheet<FlagDetails>(text.get("abuse.score"), text.get("abuse.score.none"))
                .words(text.get("abuse.score.signal"), 190, row -> wording.signal(row.signal()))
                .number(text.get("abuse.score.observed"), 88, row -> wording.number(row.observed()))
                .number(text.get("abuse.score.threshold"), 92, row -> wording.number(row.threshold()))
                .number(text.get("abuse.score.points"), 72, row -> Integer.toString(row.points()))
                .number(text.get("abuse.score.adds"), 92, row -> wording.number(row.adds()))
                .number(text.get("abuse.score.version"), 88, row -> Integer.toString(row.ruleVersion()))
                .time(text.get("abuse.first-seen"), 110, moments, FlagDetails::firstSeen)
                .time(text.get("abuse.last-seen"), 110, moments, FlagDetails::lastSeen)
                .time(text.get("abuse.evidence.expires"), 120, moments, FlagDetails::evidenceExpires);
        return sheet.rows(flags.isEmpty() ? all(score) : flags);
    }

    private static List<FlagDetails> all(ScoreTable score) {
        return score.families().stream()
                .flatMap(family -> family.flags().stream())
                .toList();
    }

    /** How the families come to the sum. */
    private Optional<Node> sums(ScoreTable score) {
        VBox lines = new VBox();
        lines.getStyleClass().add("words");
        if (score.allowListed()) {
            lines.getChildren().add(quiet(text.get("abuse.score.allowed")));
        }
        score.families()
                .forEach(family -> lines.getChildren()
                        .add(quiet(text.get(
                                "abuse.score.family",
                                text.get("abuse.family." + family.family()),
                                wording.number(family.points()),
                                family.cap(),
                                wording.number(family.adds())))));
        score.credits()
                .forEach(credit -> lines.getChildren()
                        .add(quiet(text.get(
                                "abuse.score.credit",
                                text.find("abuse.credit." + credit.reason()).orElse(credit.reason()),
                                credit.points()))));
        return lines.getChildren().isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    private static Label quiet(String words) {
        Label label = Dialogs.wrapped(words);
        label.getStyleClass().add("quiet");
        return label;
    }

    // Evidence

    private Node evidence(String caseId, CaseEvidence evidence) {
        VBox box = new VBox(quiet(
                evidence.goneAt() != null
                        ? text.get("abuse.evidence.gone", moments.relative(evidence.goneAt()))
                        : text.get(
                                evidence.renewedAt() == null ? "abuse.evidence.until" : "abuse.evidence.renewed",
                                moments.relative(evidence.until()),
                                moments.absolute(evidence.until()))));
        box.getStyleClass().add("words");
        if (evidence.goneAt() == null) {
            Sheet<EvidenceSample> sheet = new Sheet<EvidenceSample>(
                            text.get("abuse.evidence"), text.get("abuse.evidence.none"))
                    .time(text.get("abuse.evidence.at"), 110, moments, EvidenceSample::at)
                    .words(text.get("abuse.evidence.address"), 120, EvidenceSample::address)
                    .words(text.get("abuse.evidence.route"), 190, row -> row.method() + " " + row.route())
                    .number(text.get("abuse.evidence.status"), 72, row -> Integer.toString(row.status()))
                    .words(text.get("abuse.evidence.model"), 110, EvidenceSample::model)
                    .number(text.get("abuse.evidence.tokens"), 78, row -> number(row.tokens()))
                    .number(text.get("abuse.evidence.latency"), 80, row -> number(row.latencyMillis()))
                    .words(text.get("abuse.evidence.client"), 140, EvidenceSample::client)
                    .rows(evidence.samples());
            VBox shown = new VBox();
            sheet.getSelectionModel().selectedItemProperty().subscribe(row -> showAddress(shown, caseId, row));
            box.getChildren().addAll(sheet, shown);
        }
        return box;
    }

    private void showAddress(VBox into, String caseId, @Nullable EvidenceSample row) {
        into.getChildren().clear();
        if (row != null) {
            into.getChildren()
                    .add(new MaskedValue(
                            tools,
                            row.address(),
                            "evidence:" + row.id(),
                            PersonalField.ADDRESS,
                            Purpose.ABUSE,
                            "case:" + caseId));
        }
    }

    private @Nullable String number(@Nullable Long number) {
        return number == null ? null : wording.number(number);
    }

    // Timeline

    private Node timeline(List<CaseEvent> events) {
        VBox lines = new VBox();
        lines.getStyleClass().add("words");
        lines.setId("timeline");
        if (events.isEmpty()) {
            lines.getChildren().add(quiet(text.get("abuse.timeline.none")));
        }
        for (CaseEvent event : events) {
            String kind = text.get("abuse.event." + event.kind());
            Label what = Dialogs.wrapped(
                    event.by() == null
                            ? text.get("abuse.timeline.by-itself", kind)
                            : text.get("abuse.timeline.by", kind, event.by().name()));
            Label when = quiet(moments.relative(event.at()) + " · " + moments.absolute(event.at()));
            VBox line = new VBox(what, when);
            if (event.words() != null) {
                line.getChildren().add(1, Dialogs.wrapped(event.words()));
                what.getStyleClass().add("field-name");
            }
            line.getStyleClass().add("happened");
            lines.getChildren().add(line);
        }
        return lines;
    }

    // Related

    private Node related(List<RelatedCase> cases) {
        VBox lines = new VBox();
        lines.getStyleClass().add("words");
        if (cases.isEmpty()) {
            lines.getChildren().add(quiet(text.get("abuse.related.none")));
        }
        for (RelatedCase each : cases) {
            Button open = new Button(
                    text.get(
                            "abuse.related.line",
                            Wording.bare(each.entity()),
                            text.get("abuse.family." + each.family()),
                            text.get("abuse.related." + each.why())),
                    new FontIcon(Wording.icon(each.entity())));
            open.setId("related-" + each.id());
            open.setWrapText(true);
            open.getStyleClass().add("flat");
            open.setOnAction(_ -> openCase.accept(each.id()));
            HBox line = new HBox(open, new StateBadge(wording.status(each.status())));
            line.getStyleClass().add("row");
            lines.getChildren().add(line);
        }
        return lines;
    }
}
