package ai.ominigate.console.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Pane;

/**
 * Filters beside each other in one line, so that the rows below have the room. Those that do not fit there show at the press
 * of a button, and as long as they are in use.
 */
final class FilterBar extends Pane {

    private static final double GAP = 8;

    private final ToggleButton more = new ToggleButton();
    private final List<Filter> filters = new ArrayList<>();
    private String moreWords = "";
    private String fewerWords = "";

    /** What narrows the list down by one value. */
    sealed interface Filter permits FilterChip, FilterField {
        boolean isInUse();
    }

    FilterBar() {
        more.setId("more-filters");
        more.getStyleClass().add("chip-more");
        more.selectedProperty().subscribe(this::tell);
        getChildren().add(more);
    }

    /** What the button says while there is more to show, and while there is not. */
    void words(String moreFilters, String fewerFilters) {
        moreWords = moreFilters;
        fewerWords = fewerFilters;
        tell();
    }

    private void tell() {
        more.setText(more.isSelected() ? fewerWords : moreWords);
        requestLayout();
    }

    <N extends Node & Filter> void add(N filter) {
        filters.add(filter);
        // Before the button, so that who comes by keyboard meets them in order.
        getChildren().add(getChildren().size() - 1, filter);
    }

    /** The first one; nothing where there is none. */
    Optional<Node> first() {
        return filters.stream().findFirst().map(Node.class::cast);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected double computePrefWidth(double height) {
        return filters.stream().mapToDouble(each -> width(each) + GAP).sum();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        double room = width < 0 ? Double.MAX_VALUE : width;
        List<List<Node>> lines = lines(shown(room), room);
        return lines.stream().mapToDouble(FilterBar::height).sum() + GAP * Math.max(0, lines.size() - 1);
    }

    @Override
    protected void layoutChildren() {
        List<Node> shown = shown(getWidth());
        getChildren().forEach(each -> each.setVisible(shown.contains(each)));
        double y = 0;
        for (List<Node> line : lines(shown, getWidth())) {
            double height = height(line);
            double x = 0;
            for (Node each : line) {
                double own = Math.min(each.prefWidth(-1), getWidth());
                double high = each.prefHeight(own);
                each.resizeRelocate(x, snapPositionY(y + (height - high) / 2), own, high);
                x = snapPositionX(x + own + GAP);
            }
            y += height + GAP;
        }
    }

    private List<Node> shown(double room) {
        List<Node> all = filters.stream().map(Node.class::cast).toList();
        if (lines(all, room).size() <= 1) {
            return all;
        }
        if (more.isSelected()) {
            return Stream.concat(all.stream(), Stream.of(more)).toList();
        }
        double left = room - more.prefWidth(-1);
        left -= filters.stream()
                .filter(Filter::isInUse)
                .mapToDouble(each -> width(each) + GAP)
                .sum();
        List<Node> shown = new ArrayList<>();
        for (Filter each : filters) {
            boolean fits = width(each) + GAP <= left;
            if (each.isInUse()) {
                shown.add((Node) each);
            } else if (fits) {
                shown.add((Node) each);
                left -= width(each) + GAP;
            } else {
                // What comes after it waits with it, so that the order is what people know.
                left = 0;
            }
        }
        shown.add(more);
        return shown;
    }

    private static double width(Filter filter) {
        return ((Node) filter).prefWidth(-1);
    }

    private static double height(List<Node> line) {
        return line.stream().mapToDouble(each -> each.prefHeight(-1)).max().orElse(0);
    }

    private static List<List<Node>> lines(List<Node> nodes, double room) {
        List<List<Node>> lines = new ArrayList<>();
        double left = -1;
        for (Node each : nodes) {
            double width = each.prefWidth(-1);
            if (lines.isEmpty() || width > left) {
                lines.add(new ArrayList<>());
                left = room;
            }
            lines.getLast().add(each);
            left -= width + GAP;
        }
        return lines;
    }
}
