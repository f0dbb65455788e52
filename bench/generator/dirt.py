def count_dirt(connection): return []
