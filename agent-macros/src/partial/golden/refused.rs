struct Page<T> {
    items: Vec<T>,
}
