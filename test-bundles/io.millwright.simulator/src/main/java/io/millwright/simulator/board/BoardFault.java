package io.millwright.simulator.board;

import java.util.Random;

/**
 * What is wrong with a board.
 *
 * @param kind what it is
 * @param x middle of it, pixels
 * @param y likewise
 */
public record BoardFault(Kind kind, int x, int y) {
    /** Kinds, called as inspection-models call them. */
    public enum Kind {
        OPEN,
        SHORT,
        MOUSEBITE,
        SPUR,
        PINHOLE,
        COPPER
    }

    private static final int TRIES = 400;
    private static final int REACH = 40;

    /** Damages copper; the kind may become another one where the board has no place for it. */
    static BoardFault make(Random random, Copper copper, Kind kind) {
        for (int i = 0; i < TRIES; i++) {
            Copper.Place at = copper.places.get(random.nextInt(copper.places.size()));
            BoardFault made =
                    switch (kind) {
                        case OPEN -> open(random, copper, at);
                        case SHORT -> bridge(random, copper, at);
                        case MOUSEBITE -> edge(random, copper, at, false);
                        case SPUR -> edge(random, copper, at, true);
                        case PINHOLE -> pinhole(random, copper, at);
                        case COPPER -> island(random, copper);
                    };
            if (made != null) {
                return made;
            }
        }
        return make(random, copper, Kind.OPEN);
    }

    private static BoardFault open(Random random, Copper copper, Copper.Place at) {
        double half = 2 + random.nextDouble() * 3;
        copper.blob(random, at.x(), at.y(), half, at.width() * 0.8 + 1, at.alongX(), at.alongY(), false);
        return new BoardFault(Kind.OPEN, (int) at.x(), (int) at.y());
    }

    /** Between a trace and what lies beside it. */
    private static BoardFault bridge(Random random, Copper copper, Copper.Place at) {
        double outX = -at.alongY();
        double outY = at.alongX();
        for (double far = at.width() / 2 + 2; far < REACH; far++) {
            if (copper.covered(at.x() + outX * far, at.y() + outY * far)) {
                double middle = (at.width() / 2 + far) / 2;
                double x = at.x() + outX * middle;
                double y = at.y() + outY * middle;
                copper.blob(
                        random, x, y, (far - at.width() / 2) * 0.7 + 1, 2 + random.nextDouble() * 2, outX, outY, true);
                return new BoardFault(Kind.SHORT, (int) x, (int) y);
            }
        }
        return null;
    }

    private static BoardFault edge(Random random, Copper copper, Copper.Place at, boolean add) {
        double side = random.nextBoolean() ? 1 : -1;
        double outX = -at.alongY() * side;
        double outY = at.alongX() * side;
        double x = at.x() + outX * at.width() / 2;
        double y = at.y() + outY * at.width() / 2;
        double deep = at.width() * (add ? 0.7 : 0.55);
        for (double far = 2; add && far < deep + 6; far++) {
            if (copper.covered(x + outX * far, y + outY * far)) {
                return null;
            }
        }
        copper.blob(random, x, y, deep, deep * (add ? 0.6 : 0.8), outX, outY, add);
        return new BoardFault(add ? Kind.SPUR : Kind.MOUSEBITE, (int) x, (int) y);
    }

    private static BoardFault pinhole(Random random, Copper copper, Copper.Place at) {
        double radius = Math.max(1.6, at.width() * 0.24);
        copper.blob(random, at.x(), at.y(), radius, radius, at.alongX(), at.alongY(), false);
        return new BoardFault(Kind.PINHOLE, (int) at.x(), (int) at.y());
    }

    private static BoardFault island(Random random, Copper copper) {
        double x = 30 + random.nextDouble() * (copper.size - 60);
        double y = 30 + random.nextDouble() * (copper.size - 60);
        double radius = 3 + random.nextDouble() * 3;
        for (double dx = -radius - 5; dx <= radius + 5; dx++) {
            for (double dy = -radius - 5; dy <= radius + 5; dy++) {
                if (copper.covered(x + dx, y + dy)) {
                    return null;
                }
            }
        }
        copper.blob(random, x, y, radius, radius * 0.8, 1, 0, true);
        return new BoardFault(Kind.COPPER, (int) x, (int) y);
    }
}
