package io.millwright.simulator.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The copper of one product's board: coverage from 0 to 1 per pixel, and where its traces run. Not thread safe. */
final class Copper {
    private static final double COVERED = 0.5;

    /** A place on a trace: where, in which direction, how wide; pixels. */
    record Place(double x, double y, double alongX, double alongY, double width) {}

    final int size;
    final float[] coverage;
    final List<Place> places = new ArrayList<>();

    Copper(int size) {
        this.size = size;
        coverage = new float[size * size];
    }

    /** A product of its own for each seed: traces in bundles with bends, lands at their ends, pads and vias. */
    static Copper product(int size, long seed) {
        Random random = new Random(seed);
        Copper copper = new Copper(size);
        double width = 6 + random.nextInt(5);
        double gap = width * (1.1 + 0.5 * random.nextDouble());
        for (int bundle = 0; bundle < 90; bundle++) {
            copper.bundle(random, width, gap);
        }
        for (int via = 0; via < 40; via++) {
            double x = random.nextDouble() * size;
            double y = random.nextDouble() * size;
            double radius = 8 + random.nextDouble() * 8;
            if (copper.free(x, y, x, y, radius + gap)) {
                copper.line(x, y, x, y, radius, true);
                copper.line(x, y, x, y, radius * 0.45, false);
            }
        }
        return copper;
    }

    /** A copy to be damaged. */
    Copper copy() {
        Copper copy = new Copper(size);
        System.arraycopy(coverage, 0, copy.coverage, 0, coverage.length);
        copy.places.addAll(places);
        return copy;
    }

    private void bundle(Random random, double width, double gap) {
        double x = random.nextDouble() * size;
        double y = random.nextDouble() * size;
        int heading = random.nextInt(8);
        double length = size * (0.08 + 0.25 * random.nextDouble());
        int turn = random.nextBoolean() ? 1 : 7;
        int lines = 1 + random.nextInt(5);
        for (int line = 0; line < lines; line++) {
            double startX = x - Math.sin(angle(heading)) * line * (width + gap);
            double startY = y + Math.cos(angle(heading)) * line * (width + gap);
            double bendX = startX + Math.cos(angle(heading)) * length;
            double bendY = startY + Math.sin(angle(heading)) * length;
            int next = (heading + turn) % 8;
            double endX = bendX + Math.cos(angle(next)) * length;
            double endY = bendY + Math.sin(angle(next)) * length;
            double reach = width / 2 + gap;
            if (!free(startX, startY, bendX, bendY, reach) || !free(bendX, bendY, endX, endY, reach)) {
                return;
            }
            trace(startX, startY, bendX, bendY, width);
            trace(bendX, bendY, endX, endY, width);
        }
    }

    private static double angle(int eighths) {
        return eighths * Math.PI / 4;
    }

    private void trace(double fromX, double fromY, double toX, double toY, double width) {
        line(fromX, fromY, toX, toY, width / 2, true);
        double length = Math.hypot(toX - fromX, toY - fromY);
        for (double at = 10; at < length - 10; at += 6) {
            double x = fromX + (toX - fromX) * at / length;
            double y = fromY + (toY - fromY) * at / length;
            if (inside(x, y, 24)) {
                places.add(new Place(x, y, (toX - fromX) / length, (toY - fromY) / length, width));
            }
        }
    }

    boolean inside(double x, double y, double margin) {
        return x >= margin && y >= margin && x < size - margin && y < size - margin;
    }

    /** Whether a pixel is copper; beside the board none is. */
    boolean covered(double x, double y) {
        return inside(x, y, 0) && coverage[(int) y * size + (int) x] > COVERED;
    }

    private boolean free(double fromX, double fromY, double toX, double toY, double reach) {
        int[] box = box(fromX, fromY, toX, toY, reach);
        for (int y = box[1]; y < box[3]; y++) {
            for (int x = box[0]; x < box[2]; x++) {
                if (coverage[y * size + x] > 0 && distance(x + 0.5, y + 0.5, fromX, fromY, toX, toY) < reach) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Adds or takes away what lies within a radius of a line. */
    void line(double fromX, double fromY, double toX, double toY, double radius, boolean add) {
        int[] box = box(fromX, fromY, toX, toY, radius + 1);
        for (int y = box[1]; y < box[3]; y++) {
            for (int x = box[0]; x < box[2]; x++) {
                double within = radius + 0.5 - distance(x + 0.5, y + 0.5, fromX, fromY, toX, toY);
                put(x, y, Math.max(0, Math.min(1, within)), add);
            }
        }
    }

    /** Adds or takes away an ellipse with a ragged edge; {@code along} is the half axis in the direction given. */
    void blob(
            Random random, double x, double y, double along, double across, double alongX, double alongY, boolean add) {
        double reach = 1.6 * Math.max(along, across) + 2;
        double third = random.nextDouble() * 6;
        double fifth = random.nextDouble() * 6;
        int[] box = box(x, y, x, y, reach);
        for (int row = box[1]; row < box[3]; row++) {
            for (int column = box[0]; column < box[2]; column++) {
                double dx = column + 0.5 - x;
                double dy = row + 0.5 - y;
                double u = (dx * alongX + dy * alongY) / along;
                double v = (dy * alongX - dx * alongY) / across;
                double angle = Math.atan2(v, u);
                double edge = 1 + 0.12 * Math.cos(3 * angle + third) + 0.08 * Math.cos(5 * angle + fifth);
                double within = (1 - Math.hypot(u, v) / edge) * Math.min(along, across) + 0.5;
                put(column, row, Math.max(0, Math.min(1, within)), add);
            }
        }
    }

    private void put(int x, int y, double share, boolean add) {
        int at = y * size + x;
        coverage[at] = (float) (add ? Math.max(coverage[at], share) : Math.min(coverage[at], 1 - share));
    }

    private int[] box(double fromX, double fromY, double toX, double toY, double reach) {
        return new int[] {
            (int) Math.max(0, Math.min(fromX, toX) - reach),
            (int) Math.max(0, Math.min(fromY, toY) - reach),
            (int) Math.min(size, Math.max(fromX, toX) + reach + 1),
            (int) Math.min(size, Math.max(fromY, toY) + reach + 1)
        };
    }

    private static double distance(double x, double y, double fromX, double fromY, double toX, double toY) {
        double dx = toX - fromX;
        double dy = toY - fromY;
        double squared = dx * dx + dy * dy;
        double share = squared == 0 ? 0 : Math.max(0, Math.min(1, ((x - fromX) * dx + (y - fromY) * dy) / squared));
        return Math.hypot(x - fromX - share * dx, y - fromY - share * dy);
    }
}
