package ai.ominigate.console.overview;

import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.layout.TilePane;

/** Cards beside each other, all of one width, in as many columns as there is room for: so groups of them line up. */
final class Cards extends TilePane {

    Cards() {
        getStyleClass().add("cards");
        managedProperty().bind(Bindings.isNotEmpty(getChildren()));
    }

    @Override
    protected double computePrefHeight(double width) {
        fill(width);
        return super.computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        fill(getWidth());
        super.layoutChildren();
    }

    private void fill(double width) {
        double least = getChildren().stream().mapToDouble(Cards::least).max().orElse(0);
        if (least <= 0 || width <= 0) {
            return;
        }
        double columns = Math.max(1, Math.floor((width + getHgap()) / (least + getHgap())));
        setPrefTileWidth(Math.floor((width - (columns - 1) * getHgap()) / columns));
    }

    private static double least(Node card) {
        return card.minWidth(-1);
    }
}
