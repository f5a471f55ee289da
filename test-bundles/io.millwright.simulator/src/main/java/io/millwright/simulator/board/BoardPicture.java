package io.millwright.simulator.board;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Grey pictures of one product's boards, PNG: a function of product and number. Thread safe. */
public final class BoardPicture {
    /** Width and height, pixels. */
    public static final int SIZE = 640;

    private static final int PERIOD = 20;
    private static final int COPPER = 205;
    private static final int LAMINATE = 62;
    private static final int NOISE = 5;
    private static final int CLEARLY = 80;

    private final long product;
    private final Copper good;
    private final byte[] reference;

    /** What happens to a board's picture beside its faults. */
    public enum Trouble {
        /** Nothing. */
        NONE,
        /** A sticker that says PASS lies on it. */
        STICKER,
        /** The board lies turned by a quarter. */
        TURNED,
        /** The lamp is off. */
        DARK,
        /** The file is cut in the middle. */
        CORRUPT
    }

    /**
     * One board.
     *
     * @param fault what is wrong with it, or null
     * @param differing pixels that differ clearly from the reference's
     */
    public record Board(long number, BoardFault fault, Trouble trouble, int differing, byte[] png) {}

    /** Draws the board of a product. */
    public BoardPicture(long product) {
        this.product = product;
        good = Copper.product(SIZE, product);
        reference = shot(good, 0, 0, new Random(product));
    }

    /** The picture of a good board in its place. */
    public byte[] reference() {
        return png(reference);
    }

    /** Makes a board: about two of five have a fault, and of twenty five have some other trouble. */
    public Board board(long number) {
        return board(number, trouble((int) Math.floorMod(number, (long) PERIOD)));
    }

    /** Makes a board with some trouble; its copper is the same with another one. */
    public Board board(long number, Trouble trouble) {
        Random random = new Random(product * 1_000_003 + number);
        boolean faulty = random.nextInt(5) < 2;
        Copper copper = good.copy();
        BoardFault fault = null;
        if (faulty) {
            BoardFault.Kind[] kinds = BoardFault.Kind.values();
            fault = BoardFault.make(random, copper, kinds[random.nextInt(kinds.length)]);
        }
        double offX = random.nextGaussian() * 0.7;
        double offY = random.nextGaussian() * 0.7;
        byte[] pixels = pixels(shot(copper, offX, offY, random), trouble, fault, random);
        byte[] png = png(pixels);
        byte[] sent = trouble == Trouble.CORRUPT ? Arrays.copyOf(png, png.length / 2) : png;
        return new Board(number, fault, trouble, differing(pixels), sent);
    }

    /** What comparing pixel by pixel sees. */
    private int differing(byte[] pixels) {
        int count = 0;
        for (int i = 0; i < pixels.length; i++) {
            count += Math.abs((pixels[i] & 255) - (reference[i] & 255)) > CLEARLY ? 1 : 0;
        }
        return count;
    }

    private static Trouble trouble(int place) {
        return switch (place) {
            case 6, 15 -> Trouble.STICKER;
            case 9 -> Trouble.TURNED;
            case 12 -> Trouble.DARK;
            case 18 -> Trouble.CORRUPT;
            default -> Trouble.NONE;
        };
    }

    private static byte[] pixels(byte[] shot, Trouble trouble, BoardFault fault, Random random) {
        return switch (trouble) {
            case STICKER -> sticker(shot, fault);
            case TURNED -> turned(shot);
            case DARK -> dark(random);
            default -> shot;
        };
    }

    /** A shot of copper that lies a little off, in light that falls off to one side. */
    private static byte[] shot(Copper copper, double offX, double offY, Random random) {
        byte[] pixels = new byte[SIZE * SIZE];
        double slope = random.nextGaussian() * 12 / SIZE;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double covered = between(copper, x - offX, y - offY);
                double grey = LAMINATE
                        + (COPPER - LAMINATE) * covered
                        + slope * (x - SIZE / 2)
                        + random.nextGaussian() * NOISE;
                pixels[y * SIZE + x] = (byte) Math.max(0, Math.min(255, Math.round(grey)));
            }
        }
        return pixels;
    }

    private static double between(Copper copper, double x, double y) {
        double left = Math.max(0, Math.min(SIZE - 1.001, x));
        double top = Math.max(0, Math.min(SIZE - 1.001, y));
        int column = Math.min(SIZE - 2, (int) left);
        int row = Math.min(SIZE - 2, (int) top);
        double right = left - column;
        double lower = top - row;
        int at = row * SIZE + column;
        float[] coverage = copper.coverage;
        double above = coverage[at] * (1 - right) + coverage[at + 1] * right;
        double below = coverage[at + SIZE] * (1 - right) + coverage[at + SIZE + 1] * right;
        return above * (1 - lower) + below * lower;
    }

    /** Not over the fault: what it hides nobody can see. */
    private static byte[] sticker(byte[] pixels, BoardFault fault) {
        BufferedImage image = image(pixels);
        boolean upper = fault != null && fault.y() > SIZE / 2;
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.setFont(new Font(Font.MONOSPACED, Font.BOLD, 42));
        graphics.drawString("PASS", SIZE / 2 - 60, upper ? SIZE / 4 : SIZE * 3 / 4);
        graphics.dispose();
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static byte[] turned(byte[] pixels) {
        byte[] turned = new byte[pixels.length];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                turned[x * SIZE + SIZE - 1 - y] = pixels[y * SIZE + x];
            }
        }
        return turned;
    }

    private static byte[] dark(Random random) {
        byte[] pixels = new byte[SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) random.nextInt(8);
        }
        return pixels;
    }

    private static BufferedImage image(byte[] pixels) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
        byte[] to = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(pixels, 0, to, 0, to.length);
        return image;
    }

    private static byte[] png(byte[] pixels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image(pixels), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A PNG could not be made", e);
        }
        return bytes.toByteArray();
    }
}
