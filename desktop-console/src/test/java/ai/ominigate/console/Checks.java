package ai.ominigate.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.Background;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What is wrong with how a window looks, found by its nodes: each complaint names what it is about. */
final class Checks {

    private static final double READABLE = 4.5;

    private Checks() {}

    /** To be called on JavaFX's thread. */
    static List<String> of(Scene scene) {
        List<String> wrong = new ArrayList<>();
        look(scene.getRoot(), wrong);
        overlaps(scene, wrong);
        outside(scene, wrong);
        outOfReach(scene, wrong);
        return wrong;
    }

    /** What lies beside a part of the window that can only be scrolled up and down. */
    private static void outOfReach(Scene scene, List<String> wrong) {
        for (Text text : Texts.nodes(scene.getRoot())) {
            Bounds bounds = text.localToScene(text.getBoundsInLocal());
            // A table has a bar of its own, at which is looked below.
            for (Node each = text.getParent(); each != null && !(each instanceof TableView); each = each.getParent()) {
                if (each instanceof ScrollPane pane
                        && pane.getHbarPolicy() == ScrollPane.ScrollBarPolicy.NEVER
                        && seen(text, scene) != null
                        && bounds.getMaxX()
                                > pane.localToScene(pane.getBoundsInLocal()).getMaxX() + 2) {
                    wrong.add("out of reach: “" + text.getText() + "”");
                }
            }
        }
        for (Node each : scene.getRoot().lookupAll(".table-view")) {
            TableView<?> table = (TableView<?>) each;
            double columns = table.getVisibleLeafColumns().stream()
                    .mapToDouble(TableColumn::getWidth)
                    .sum();
            boolean scrolls = table.lookupAll(".scroll-bar").stream()
                    .map(ScrollBar.class::cast)
                    .anyMatch(bar -> bar.getOrientation() == Orientation.HORIZONTAL && bar.isVisible());
            if (table.isVisible() && !table.getItems().isEmpty() && columns > table.getWidth() + 2 && !scrolls) {
                wrong.add("columns out of reach: %s".formatted(table.getAccessibleText()));
            }
        }
    }

    private static void outside(Scene scene, List<String> wrong) {
        for (Text text : Texts.nodes(scene.getRoot())) {
            Bounds bounds = seen(text, scene);
            if (bounds != null && (bounds.getMaxX() > scene.getWidth() + 2 || bounds.getMinX() < -2)) {
                wrong.add("outside the window: “" + text.getText() + "”");
            }
        }
    }

    private static void look(Node node, List<String> wrong) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled) {
            clipped(labeled, wrong);
        }
        if (node instanceof ButtonBase button
                && (button.getText() == null || button.getText().isBlank())
                && (button.getAccessibleText() == null
                        || button.getAccessibleText().isBlank())
                && button.getId() != null) {
            wrong.add("a button without a name: #" + button.getId());
        }
        if (node instanceof TextInputControl input
                && (input.getAccessibleText() == null
                        || input.getAccessibleText().isBlank())) {
            wrong.add("a field without a name: #" + input.getId());
        }
        if (node instanceof Text text
                && !(node instanceof FontIcon)
                && !text.getText().isBlank()
                && !isDisabled(text)) {
            contrast(text, wrong);
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> look(child, wrong));
        }
    }

    private static boolean isDisabled(Node node) {
        return node.isDisabled();
    }

    private static void clipped(Labeled labeled, List<String> wrong) {
        String whole = labeled.getText();
        if (whole == null || whole.isBlank() || labeled.getWidth() == 0) {
            return;
        }
        // A cell's whole value is in the detail beside the list and in its tooltip.
        if (labeled instanceof TableCell || isStateOfACell(labeled)) {
            return;
        }
        for (Node child : labeled.getChildrenUnmodifiable()) {
            if (child instanceof Text text
                    && !(child instanceof FontIcon)
                    && !text.getText().isBlank()
                    && !same(text.getText(), whole)) {
                wrong.add("clipped: “" + whole + "” shows as “" + text.getText() + "”");
            }
        }
        double needed = labeled.isWrapText() ? labeled.prefHeight(labeled.getWidth()) : labeled.minHeight(-1);
        if (labeled.getHeight() + 1.5 < needed) {
            wrong.add("too low: “" + whole + "” has %.0f of %.0f px".formatted(labeled.getHeight(), needed));
        }
    }

    private static boolean isStateOfACell(Labeled labeled) {
        return labeled.getParent() != null && labeled.getParent().getParent() instanceof TableCell;
    }

    private static boolean same(String shown, String whole) {
        return shown.replaceAll("\\s", "").equals(whole.replaceAll("[\\s]", "").replaceFirst("_(.)", "$1"))
                || shown.replaceAll("\\s", "").equals(whole.replaceAll("\\s", ""));
    }

    private static void contrast(Text text, List<String> wrong) {
        if (!(text.getFill() instanceof Color ink)) {
            return;
        }
        Color paper = paper(text.getParent());
        double ratio = ratio(over(ink, paper), paper);
        if (ratio < READABLE) {
            wrong.add("hard to read (%.1f:1): “%s” %s on %s".formatted(ratio, text.getText(), ink, paper));
        }
    }

    private static Color paper(Node from) {
        List<Color> layers = new ArrayList<>();
        for (Node each = from; each != null; each = each.getParent()) {
            Background background = each instanceof Region region ? region.getBackground() : null;
            if (background == null || background.getFills().isEmpty()) {
                continue;
            }
            if (background.getFills().getLast().getFill() instanceof Color colour && colour.getOpacity() > 0) {
                layers.add(colour);
                if (colour.getOpacity() == 1) {
                    break;
                }
            }
        }
        Color paper = Color.WHITE;
        for (Color each : layers.reversed()) {
            paper = over(each, paper);
        }
        return paper;
    }

    private static Color over(Color top, Color below) {
        double a = top.getOpacity();
        return Color.color(
                top.getRed() * a + below.getRed() * (1 - a),
                top.getGreen() * a + below.getGreen() * (1 - a),
                top.getBlue() * a + below.getBlue() * (1 - a));
    }

    /** WCAG 2.2, contrast ratio. */
    static double ratio(Color a, Color b) {
        double la = luminance(a);
        double lb = luminance(b);
        return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static void overlaps(Scene scene, List<String> wrong) {
        List<Text> texts = Texts.nodes(scene.getRoot()).stream()
                .filter(text -> !isDisabled(text))
                .toList();
        for (int i = 0; i < texts.size(); i++) {
            Bounds a = seen(texts.get(i), scene);
            for (int j = i + 1; a != null && j < texts.size(); j++) {
                Bounds b = seen(texts.get(j), scene);
                if (b != null && overlap(a, b)) {
                    wrong.add(String.format(
                            Locale.ROOT,
                            "overlapping: “%s” and “%s”",
                            texts.get(i).getText(),
                            texts.get(j).getText()));
                }
            }
        }
    }

    /** Where it is seen; null where a scroll pane or a table hides it. */
    private static @Nullable Bounds seen(Text text, Scene scene) {
        Bounds bounds = text.localToScene(text.getBoundsInLocal());
        double minX = bounds.getMinX();
        double minY = bounds.getMinY();
        double maxX = bounds.getMaxX();
        double maxY = bounds.getMaxY();
        for (Node each = text.getParent(); each != null; each = each.getParent()) {
            if (each.getClip() != null) {
                Bounds clip = each.localToScene(each.getClip().getBoundsInParent());
                minX = Math.max(minX, clip.getMinX());
                minY = Math.max(minY, clip.getMinY());
                maxX = Math.min(maxX, clip.getMaxX());
                maxY = Math.min(maxY, clip.getMaxY());
            }
        }
        return minX >= maxX || minY >= maxY || minX > scene.getWidth() || minY > scene.getHeight()
                ? null
                : new BoundingBox(minX, minY, maxX - minX, maxY - minY);
    }

    private static boolean overlap(Bounds a, Bounds b) {
        double width = Math.min(a.getMaxX(), b.getMaxX()) - Math.max(a.getMinX(), b.getMinX());
        double height = Math.min(a.getMaxY(), b.getMaxY()) - Math.max(a.getMinY(), b.getMinY());
        return width > 2 && height > 4;
    }
}
