package io.millwright.simulator;

import io.millwright.simulator.board.BoardPicture;
import io.millwright.simulator.board.BoardPicture.Board;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;

/**
 * A camera over a belt of boards: {@code Boards<i>.picture}, {@code .reference} (once), {@code .number}, and {@code .ready},
 * true while the picture is that of the number. What is true of each board is told as a line.
 */
final class BoardStation implements Signal {
    private final int station;
    private final long periodMicros;
    private final BoardPicture pictures;
    private final Consumer<String> events;
    private final Tag picture;
    private final Tag reference;
    private final Tag number;
    private final Tag ready;
    private long made;
    private boolean shown;

    /**
     * @param station from 1
     * @param boardMicros time between two boards
     * @param events told {@code BOARD station number kind x y trouble differing-pixels} of each
     */
    BoardStation(int station, long seed, long boardMicros, Consumer<String> events) {
        this.events = events;
        periodMicros = boardMicros / 2;
        pictures = new BoardPicture(seed);
        picture = tag(station, "picture", TagType.BYTE_STRING);
        reference = tag(station, "reference", TagType.BYTE_STRING);
        number = tag(station, "number", TagType.INT64);
        ready = tag(station, "ready", TagType.BOOLEAN);
        this.station = station;
    }

    private Tag tag(int of, String name, TagType type) {
        return new Tag("Boards" + of + "." + name, type).every(periodMicros);
    }

    @Override
    public List<Tag> tags() {
        return List.of(picture, reference, number, ready);
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public void write(long scheduledMicros) {
        if (made == 0) {
            reference.write(ByteString.of(pictures.reference()), Statuses.GOOD, scheduledMicros);
        }
        if (shown) {
            ready.write(false, Statuses.GOOD, scheduledMicros);
        } else {
            made++;
            Board board = pictures.board(made);
            number.write(made, Statuses.GOOD, scheduledMicros);
            picture.write(ByteString.of(board.png()), Statuses.GOOD, scheduledMicros);
            ready.write(true, Statuses.GOOD, scheduledMicros);
            events.accept(told(board));
        }
        shown = !shown;
    }

    private String told(Board board) {
        String fault = board.fault() == null
                ? "ok 0 0"
                : board.fault().kind().name().toLowerCase(Locale.ROOT) + " "
                        + board.fault().x() + " " + board.fault().y();
        return "BOARD " + station + " " + made + " " + fault + " "
                + board.trouble().name().toLowerCase(Locale.ROOT) + " " + board.differing();
    }
}
