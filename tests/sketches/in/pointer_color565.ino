uint16_t colors[6] = {
    dma_display->color565(255, 0, 0),
    dma_display->color565(0, 255, 0),
    dma_display->color565(0, 0, 255),
    dma_display->color565(255, 255, 255),
    dma_display->color565(0, 0, 0),
    dma_display->color565(255, 255, 0)
};
