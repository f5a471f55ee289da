package io.millwright.decision;

import org.osgi.annotation.versioning.ProviderType;

/** What the places of a picture contributed to a model's output. Immutable. */
@ProviderType
public interface HeatMap {
    /** Returns the name of the input that holds the picture. */
    String input();

    /** Returns how many places lie one below the other. */
    int rows();

    /** Returns how many places lie beside each other. */
    int columns();

    /**
     * Returns by how much the output falls when a place is covered, or rises where low values are the bad ones, on the explanation's
     * scale; NaN where there was no time for it.
     */
    double value(int row, int column);

    /** Returns the row of the greatest value. */
    int row();

    /** Returns the column of the greatest value. */
    int column();

    /** Returns the centre of that place from the left, pixels of the picture as the model gets it; of a cut picture, of all its tiles. */
    int x();

    /** Returns the centre of that place from the top, likewise. */
    int y();

    /** Returns which tile of a cut picture was looked at, row by row from 0; 0 for any other. */
    int tile();
}
