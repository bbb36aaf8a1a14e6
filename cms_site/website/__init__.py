"""The website beyond its pages: search, site maps, feeds, what machines are told, what browsers may do."""
