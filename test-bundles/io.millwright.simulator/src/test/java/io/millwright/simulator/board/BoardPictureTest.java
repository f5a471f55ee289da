package io.millwright.simulator.board;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.simulator.board.BoardPicture.Board;
import io.millwright.simulator.board.BoardPicture.Trouble;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What is told of a board is what its picture shows. */
class BoardPictureTest {
    private static final int REACH = 14;
    private static final int CLEARLY = 70;

    private final BoardPicture pictures = new BoardPicture(7);

    private static Raster grey(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return image.getRaster();
    }

    private static int differing(Raster a, Raster b, int x, int y) {
        int count = 0;
        for (int row = Math.max(0, y - REACH); row < Math.min(a.getHeight(), y + REACH); row++) {
            for (int column = Math.max(0, x - REACH); column < Math.min(a.getWidth(), x + REACH); column++) {
                count += Math.abs(a.getSample(column, row, 0) - b.getSample(column, row, 0)) > CLEARLY ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void aFaultIsWhereItIsToldAndAGoodBoardHasNone() throws Exception {
        Raster reference = grey(pictures.reference());
        Set<BoardFault.Kind> seen = EnumSet.noneOf(BoardFault.Kind.class);
        int good = 0;
        for (int number = 1; number <= 40; number++) {
            Board board = pictures.board(number, Trouble.NONE);
            BoardFault fault = board.fault();
            good += fault == null ? 1 : 0;
            if (fault != null) {
                seen.add(fault.kind());
                int differing = differing(grey(board.png()), reference, fault.x(), fault.y());
                assertTrue(differing >= 5, fault + ": " + differing);
            }
        }
        assertTrue(seen.size() >= 5, seen.toString());
        assertTrue(good > 10 && good < 35, "good boards: " + good);
    }

    @Test
    void theSameNumberIsTheSameBoardWhateverTheSticker() {
        for (int number = 1; number <= 5; number++) {
            Board board = pictures.board(number, Trouble.NONE);
            assertArrayEquals(
                    board.png(), new BoardPicture(7).board(number, Trouble.NONE).png());
            assertEquals(board.fault(), pictures.board(number, Trouble.STICKER).fault());
        }
    }

    @Test
    void theReferenceIsAPictureAndACutFileIsNone() throws Exception {
        assertEquals(BoardPicture.SIZE, grey(pictures.reference()).getWidth());
        byte[] whole = pictures.board(3, Trouble.NONE).png();
        byte[] cut = pictures.board(3, Trouble.CORRUPT).png();
        assertEquals(whole.length / 2, cut.length);
        assertNull(decoded(cut));
    }

    private static BufferedImage decoded(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            return null;
        }
    }
}
